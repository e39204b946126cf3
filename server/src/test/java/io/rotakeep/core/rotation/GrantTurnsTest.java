package io.rotakeep.core.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.core.connection.GrantKey;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GrantTurnsTest {
  private final GrantTurns turns = new GrantTurns();

  @Test
  void oneKeyIsOneAtATime() throws Exception {
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> all =
          IntStream.range(0, 200)
              .mapToObj(
                  _ ->
                      threads.submit(
                          () ->
                              turns.inTurn(
                                  key("ada"),
                                  () -> {
                                    most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                                    Thread.onSpinWait();
                                    return inside.decrementAndGet();
                                  })))
              .toList();
      for (Future<Integer> one : all) {
        one.get();
      }
    }

    assertThat(most).hasValue(1);
    assertThat(turns.inUse()).isZero();
  }

  @Test
  void otherKeysAndUnknownSubjectsDoNotWait() throws Exception {
    CountDownLatch held = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Boolean> holder =
          threads.submit(
              () ->
                  turns.inTurn(
                      key("ada"),
                      () -> {
                        held.countDown();
                        return awaited(done);
                      }));
      held.await();

      assertThat(turns.<String>inTurn(key("bob"), () -> "bob")).isEqualTo("bob");
      assertThat(turns.<String>inTurn(key(""), () -> "nobody")).isEqualTo("nobody");

      done.countDown();
      assertThat(holder.get()).isTrue();
    }
  }

  private static boolean awaited(CountDownLatch latch) {
    try {
      latch.await();
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static GrantKey key(String subject) {
    return new GrantKey(URI.create("https://login.example.com"), "client", subject);
  }
}
