package io.rotakeep.adapter.audit;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.rotakeep.core.BugException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Group commit: one thread syncs, again and again while anybody waits, and once an interval
 * otherwise. Whoever asks while a sync runs is served, with all others who asked meanwhile, by the
 * next: that one begins after what they wrote.
 */
final class SyncRounds implements AutoCloseable {
  private static final Logger LOGGER = System.getLogger(SyncRounds.class.getName());

  private final Work work;
  private final long intervalNanos;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition asked = lock.newCondition();

  @GuardedBy("lock")
  private Round open = new Round();

  @GuardedBy("lock")
  private boolean closing;

  /** Of the one thread alone; a failure that nobody waits for is told once, not at every try. */
  private boolean failing;

  /** Runs on the one thread only. */
  interface Work {
    /**
     * @param awaited whether anybody waits for it
     */
    void sync(boolean awaited) throws IOException;

    /**
     * After the last sync, whatever came of it.
     *
     * @param synced whether it succeeded
     */
    void end(boolean synced) throws IOException;
  }

  private static final class Round {
    final CompletableFuture<Void> done = new CompletableFuture<>();
    boolean awaited;
  }

  SyncRounds(String name, Duration interval, Work work) {
    this.work = work;
    this.intervalNanos = interval.toNanos();
    Thread.ofPlatform().daemon().name(name).start(this::run);
  }

  /** Returns after a whole sync that began after this call; an interrupt does not end it. */
  void await() throws IOException {
    finished(join(false));
  }

  /** Syncs once more and ends the thread. What fails at the end is told beside a failed sync. */
  @Override
  public void close() throws IOException {
    finished(join(true));
  }

  private Round join(boolean last) throws IOException {
    lock.lock();
    try {
      if (closing) {
        throw new IOException("closed");
      }
      closing = last;
      open.awaited = true;
      asked.signal();
      return open;
    } finally {
      lock.unlock();
    }
  }

  private static void finished(Round round) throws IOException {
    try {
      round.done.join();
    } catch (CompletionException e) {
      throw new IOException(String.valueOf(e.getCause()), e.getCause());
    }
  }

  private void run() {
    boolean last = false;
    while (!last) {
      Round round;
      lock.lock();
      try {
        waitForRound();
        round = open;
        open = new Round();
        last = closing;
      } finally {
        lock.unlock();
      }
      serve(round, last);
    }
  }

  @GuardedBy("lock")
  private void waitForRound() {
    long left = intervalNanos;
    try {
      while (!open.awaited && left > 0) {
        left = asked.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      throw new BugException("nobody has this thread to interrupt it", e);
    }
  }

  private void serve(Round round, boolean last) {
    Throwable failure = failureOf(() -> work.sync(round.awaited));
    if (last) {
      boolean synced = failure == null;
      Throwable atTheEnd = failureOf(() -> work.end(synced));
      if (failure == null) {
        failure = atTheEnd;
      } else if (atTheEnd != null && !atTheEnd.equals(failure)) {
        failure.addSuppressed(atTheEnd);
      }
    }
    if (failure == null) {
      round.done.complete(null);
    } else {
      round.done.completeExceptionally(failure);
      if (!round.awaited && !failing) {
        log(failure);
      }
    }
    failing = failure != null;
  }

  private interface Step {
    void take() throws IOException;
  }

  /** Errors too: without this thread all that waits would wait for ever. */
  private static @Nullable Throwable failureOf(Step step) {
    try {
      step.take();
      return null;
    } catch (Throwable e) {
      return e;
    }
  }

  private static void log(Throwable failure) {
    try {
      LOGGER.log(Level.ERROR, "a sync in the background failed, and may go on failing", failure);
    } catch (Throwable _) {
      // A line that cannot be written is no reason to sync no more.
    }
  }
}
