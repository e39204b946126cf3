package io.rotakeep.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class LoopsTest {
  @AutoClose private final ExecutorService server = Executors.newSingleThreadExecutor();

  private final AtomicInteger underWay = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();

  /** Answers from another thread, as a channel does. */
  private void answer(AsyncCall.Completion done) {
    most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
    server.execute(
        () -> {
          underWay.decrementAndGet();
          done.ended(null);
        });
  }

  @Test
  void aClosedLoopMakesThatManyCallsAndHoldsSoManyInFlight() throws InterruptedException {
    Figures figures = new ClosedLoop(this::answer, 8).run(1_000);

    assertThat(figures.calls()).isEqualTo(1_000);
    assertThat(most.get()).isBetween(1, 8);
    assertThat(underWay.get()).isZero();
  }

  @Test
  void aClosedLoopEndsInTime() throws InterruptedException {
    assertThat(new ClosedLoop(this::answer, 4).run(Duration.ofMillis(50)).calls()).isPositive();
  }

  @Test
  void aFailureEndsEveryLoop() {
    AsyncCall failing = done -> done.ended(new IllegalStateException("gone"));

    assertThatThrownBy(() -> new ClosedLoop(failing, 4).run(10)).hasRootCauseMessage("gone");
    assertThatThrownBy(() -> new PacedLoop(failing, 1_000).run(10)).hasRootCauseMessage("gone");
    assertThatThrownBy(
            () ->
                BlockingLoop.onVirtualThreads(4)
                    .run(
                        Duration.ofMinutes(1),
                        _ -> {
                          throw new IllegalStateException("gone");
                        }))
        .hasRootCauseMessage("gone");
  }

  /** Nine calls came while the first was stuck: each waited, though none was asked for late. */
  @Test
  void aPacedLoopCountsAStallForAllWhoWouldHaveMetIt() throws InterruptedException {
    Queue<AsyncCall.Completion> stuck = new ArrayDeque<>();
    AsyncCall stalling =
        done -> {
          stuck.add(done);
          if (stuck.size() == 10) {
            LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
            stuck.forEach(waiting -> waiting.ended(null));
          }
        };

    Figures figures = new PacedLoop(stalling, 1_000).run(10);

    assertThat(figures.calls()).isEqualTo(10);
    assertThat(figures.p50()).isGreaterThan(190);
  }

  @Test
  void aBlockingLoopGivesEachWorkerANumberOfItsOwn() {
    AtomicInteger[] turns = {new AtomicInteger(), new AtomicInteger(), new AtomicInteger()};

    Figures figures =
        BlockingLoop.onPlatformThreads(3)
            .run(Duration.ofMillis(100), worker -> turns[worker].incrementAndGet());

    int all = turns[0].get() + turns[1].get() + turns[2].get();
    assertThat(figures.calls()).isEqualTo(all).isPositive();
  }
}
