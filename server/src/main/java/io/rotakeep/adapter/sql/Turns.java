package io.rotakeep.adapter.sql;

import io.rotakeep.core.connection.StoreUnavailableException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** One at a time, in the order of asking: who asks the most must not keep the others waiting. */
final class Turns {
  /** As for a connection: what holds a turn may be a disk that answers nothing. */
  private static final int LONGEST_SECONDS = 5;

  private final ReentrantLock lock = new ReentrantLock(true);

  /**
   * An interrupt of before waits until the turn is over: it would close the database's file.
   *
   * @throws StoreUnavailableException if the turn does not come
   */
  <R> R take(Supplier<R> work) {
    boolean interrupted = Thread.interrupted();
    try {
      await();
      try {
        return work.get();
      } finally {
        lock.unlock();
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void await() {
    try {
      if (!lock.tryLock(LONGEST_SECONDS, TimeUnit.SECONDS)) {
        throw new StoreUnavailableException(
            "the database did not take a change in " + LONGEST_SECONDS + " s",
            new IllegalStateException());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreUnavailableException("interrupted while waiting for the database", e);
    }
  }
}
