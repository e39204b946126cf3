package io.rotakeep.core.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ConnectionLocksTest {
  private static final ConnectionId ONE = new ConnectionId("one");
  private static final ConnectionId TWO = new ConnectionId("two");

  private final ConnectionLocks locks = new ConnectionLocks();

  @Test
  void doesNothingWhereSomebodyElseIsAndWaitsForNobody() throws InterruptedException {
    CountDownLatch held = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    Thread holder =
        Thread.startVirtualThread(
            () ->
                locks.whileHolding(
                    ONE,
                    _ -> {
                      held.countDown();
                      awaitEnd(end);
                      return ONE;
                    }));
    held.await();

    assertThat(locks.ifFree(ONE, lock -> lock.connection())).isEmpty();
    assertThat(locks.ifFree(TWO, lock -> lock.connection())).contains(TWO);
    end.countDown();
    holder.join();
    assertThat(locks.ifFree(ONE, lock -> lock.connection())).contains(ONE);
    assertThat(locks.inUse()).isZero();
  }

  @Test
  void letsOneInAtATime() {
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();

    try (ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 1_000; i++) {
        workers.execute(
            () ->
                locks.whileHolding(
                    ONE,
                    _ -> {
                      most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                      return inside.decrementAndGet();
                    }));
      }
    }

    assertThat(most).hasValue(1);
    assertThat(locks.inUse()).isZero();
  }

  @Test
  void servesInOrderOfArrival() {
    List<Integer> order = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch gate = new CountDownLatch(1);

    try (ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor()) {
      workers.execute(() -> locks.whileHolding(ONE, _ -> awaited(gate)));
      await().until(() -> locks.waitingFor(ONE) == 0 && locks.inUse() == 1);
      for (int i = 0; i < 20; i++) {
        int number = i;
        workers.execute(() -> locks.whileHolding(ONE, _ -> order.add(number)));
        await().until(() -> locks.waitingFor(ONE) == number + 1);
      }
      gate.countDown();
    }

    assertThat(order).isSorted().hasSize(20);
  }

  @Test
  void letsOtherConnectionsPass() {
    boolean passed = locks.whileHolding(ONE, _ -> locks.whileHolding(TWO, _ -> true));

    assertThat(passed).isTrue();
  }

  @Test
  void isNotReentrant() {
    assertThatThrownBy(() -> locks.whileHolding(ONE, _ -> locks.whileHolding(ONE, _ -> true)))
        .isInstanceOf(IllegalStateException.class);
    assertThat(locks.inUse()).isZero();
  }

  @Test
  void provesNothingAfterItsBlockOrForAnother() {
    ConnectionLock ended = locks.whileHolding(ONE, lock -> lock);

    assertThatThrownBy(() -> ended.check(ONE)).isInstanceOf(IllegalStateException.class);
    locks.<Boolean>whileHolding(
        ONE,
        lock -> {
          lock.check(ONE);
          assertThatThrownBy(() -> lock.check(TWO)).isInstanceOf(IllegalStateException.class);
          return true;
        });
  }

  @Test
  void isFreeAgainAfterAFailure() {
    assertThatThrownBy(
            () ->
                locks.whileHolding(
                    ONE,
                    _ -> {
                      throw new IllegalArgumentException("broken");
                    }))
        .isInstanceOf(IllegalArgumentException.class);

    assertThat(locks.<Boolean>whileHolding(ONE, _ -> true)).isTrue();
    assertThat(locks.inUse()).isZero();
  }

  private static boolean awaited(CountDownLatch gate) {
    try {
      gate.await();
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static void awaitEnd(CountDownLatch end) {
    try {
      end.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
