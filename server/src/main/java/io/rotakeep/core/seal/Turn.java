package io.rotakeep.core.seal;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;

/** One at a time, in the order of their coming. Thread-safe. */
final class Turn {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration LATER = Duration.ofSeconds(1);

  private final ReentrantLock lock = new ReentrantLock(true);

  /** However long it takes until it is its turn. */
  void await(Runnable act) {
    lock.lock();
    try {
      act.run();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Within a few seconds, or not at all.
   *
   * @param later what to answer then, from how long to wait before coming again
   */
  <T> T within(Supplier<T> act, Function<Duration, T> later) {
    boolean mine = false;
    try {
      mine = lock.tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      return mine ? act.get() : later.apply(LATER);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return later.apply(LATER);
    } finally {
      if (mine) {
        lock.unlock();
      }
    }
  }
}
