package io.rotakeep.core.enrollment;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class LeftExchangesTest {
  private static final Executor THREADS = Thread::startVirtualThread;
  private static final Duration LONG = Duration.ofSeconds(30);

  private final LeftExchanges exchanges =
      new LeftExchanges(TestDesk.at(Enrollables.plain()).daemon.journal, (_, _) -> {});

  @Test
  void nothingIsWaitedForWhereNothingIsUnderWay() {
    assertThat(exchanges.land(Duration.ZERO)).isTrue();
  }

  /** Its answer, with the only living token, could not be kept once the keys are gone. */
  @Test
  void anExchangeUnderWayIsWaitedFor() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch answered = new CountDownLatch(1);
    CompletableFuture<String> exchange =
        CompletableFuture.supplyAsync(
            () ->
                exchanges.during(
                    "state",
                    () -> {
                      asked.countDown();
                      awaited(answered);
                      return "kept";
                    }),
            THREADS);
    awaited(asked);

    assertThat(exchanges.land(Duration.ofMillis(50))).isFalse();
    answered.countDown();

    assertThat(exchanges.land(LONG)).isTrue();
    assertThat(exchange.get(30, TimeUnit.SECONDS)).isEqualTo("kept");
  }

  private static void awaited(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
