package io.rotakeep.adapter.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

class SyncRoundsTest {
  private static final Duration NEVER = Duration.ofDays(1);

  private final ScriptedWork work = new ScriptedWork();
  private final AtomicInteger served = new AtomicInteger();

  @Test
  void servesAllWhoAskedDuringOneSyncWithTheNext() throws Exception {
    try (SyncRounds rounds = new SyncRounds("test", NEVER, work)) {
      List<Thread> waiters = new ArrayList<>();
      waiters.add(waiter(rounds));
      work.begun.acquire();
      for (int i = 0; i < 20; i++) {
        waiters.add(waiter(rounds));
      }
      await().until(() -> waiters.stream().allMatch(w -> w.getState() == Thread.State.WAITING));

      work.permits.release(1000);
      for (Thread waiter : waiters) {
        waiter.join();
      }

      assertThat(served).hasValue(21);
      // Three, should one waiter have been seen waiting for the lock and not yet for its round.
      assertThat(work.syncs).hasValueBetween(2, 3);
    }
  }

  @Test
  void syncsByItselfOnceAnInterval() throws IOException {
    work.permits.release(1000);
    try (SyncRounds _ = new SyncRounds("test", Duration.ofMillis(1), work)) {
      await().until(() -> work.syncs.get() > 3);
    }
  }

  @Test
  void tellsAFailureToThoseWhoWaitedForItAndGoesOn() throws IOException {
    work.permits.release(1000);
    work.failures.set(1);
    try (SyncRounds rounds = new SyncRounds("test", NEVER, work)) {
      assertThatThrownBy(rounds::await)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("no such luck");

      rounds.await();
    }
  }

  @Test
  void survivesAnErrorThatIsNoException() throws IOException {
    work.permits.release(1000);
    work.errors.set(1);
    try (SyncRounds rounds = new SyncRounds("test", NEVER, work)) {
      assertThatThrownBy(rounds::await)
          .isInstanceOf(IOException.class)
          .hasRootCauseInstanceOf(StackOverflowError.class);

      rounds.await();
    }
  }

  /** As where memory is short: what failed can fail again in the words for it. */
  @Test
  @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void survivesAnErrorThatCannotBeLogged() throws IOException {
    Logger logger = (Logger) LoggerFactory.getLogger(SyncRounds.class);
    UnwritableLog log = new UnwritableLog();
    log.start();
    logger.addAppender(log);
    work.permits.release(1000);
    work.errors.set(1);
    try (SyncRounds rounds = new SyncRounds("test", Duration.ofMillis(1), work)) {
      await().until(() -> log.tries.get() == 1);

      rounds.await();
    } finally {
      logger.detachAppender(log);
    }
  }

  @Test
  void syncsOnceMoreAtItsEndAndServesNobodyAfterwards() throws IOException {
    work.permits.release(1000);
    SyncRounds rounds = new SyncRounds("test", NEVER, work);

    rounds.close();

    assertThat(work.syncs).hasValue(1);
    assertThat(work.ends).hasValue(1);
    assertThatThrownBy(rounds::await).isInstanceOf(IOException.class).hasMessage("closed");
    assertThatThrownBy(rounds::close).isInstanceOf(IOException.class).hasMessage("closed");
  }

  @Test
  void endsThoughItsLastSyncFails() {
    work.permits.release(1000);
    work.failures.set(1);
    SyncRounds rounds = new SyncRounds("test", NEVER, work);

    assertThatThrownBy(rounds::close)
        .rootCause()
        .hasMessage("no such luck")
        .hasNoSuppressedExceptions();

    assertThat(work.ends).hasValue(1);
    assertThat(work.endedSynced).isFalse();
  }

  @Test
  void tellsWhatFailsAtItsEndBesideAFailureOfItsLastSync() {
    work.permits.release(1000);
    work.failures.set(1);
    work.atTheEnd = new IOException("nor here");
    SyncRounds rounds = new SyncRounds("test", NEVER, work);

    assertThatThrownBy(rounds::close)
        .rootCause()
        .hasMessage("no such luck")
        .hasSuppressedException(work.atTheEnd);
  }

  @Test
  void tellsWhatFailsAtItsEndAlone() {
    work.permits.release(1000);
    work.atTheEnd = new IOException("nor here");
    SyncRounds rounds = new SyncRounds("test", NEVER, work);

    assertThatThrownBy(rounds::close).hasCause(work.atTheEnd);
    assertThat(work.endedSynced).isTrue();
  }

  private Thread waiter(SyncRounds rounds) {
    return Thread.ofPlatform()
        .start(
            () -> {
              try {
                rounds.await();
                served.incrementAndGet();
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });
  }

  private static final class UnwritableLog extends AppenderBase<ILoggingEvent> {
    final AtomicInteger tries = new AtomicInteger();

    @Override
    protected void append(ILoggingEvent event) {
      tries.incrementAndGet();
      throw new StackOverflowError();
    }
  }

  private static final class ScriptedWork implements SyncRounds.Work {
    final Semaphore permits = new Semaphore(0);
    final Semaphore begun = new Semaphore(0);
    final AtomicInteger syncs = new AtomicInteger();
    final AtomicInteger ends = new AtomicInteger();
    final AtomicInteger failures = new AtomicInteger();
    final AtomicInteger errors = new AtomicInteger();
    volatile boolean endedSynced;
    volatile @Nullable IOException atTheEnd;

    @Override
    public void sync(boolean awaited) throws IOException {
      begun.release();
      permits.acquireUninterruptibly();
      syncs.incrementAndGet();
      if (errors.getAndDecrement() > 0) {
        throw new StackOverflowError();
      }
      if (failures.getAndDecrement() > 0) {
        throw new IOException("no such luck");
      }
    }

    @Override
    public void end(boolean synced) throws IOException {
      ends.incrementAndGet();
      endedSynced = synced;
      if (atTheEnd != null) {
        throw atTheEnd;
      }
    }
  }
}
