package io.rotakeep.core.quota;

import java.util.concurrent.atomic.AtomicLong;

/**
 * So many requests a second, and no more at once than one second allows: exact, in one number. It
 * is the time at which all that was granted would have come evenly spaced (GCRA). Thread-safe,
 * without a lock.
 */
final class Pace {
  private static final long SECOND = 1_000_000_000;

  private final long interval;
  private final AtomicLong due = new AtomicLong();

  /**
   * @param perSecond 1 to {@link Quota#MOST_REQUESTS}
   */
  Pace(int perSecond) {
    this.interval = SECOND / perSecond;
  }

  /**
   * @param now in nanoseconds
   * @return 0 if the request may go on, else how long to wait, in nanoseconds
   */
  long take(long now) {
    while (true) {
      long before = due.get();
      // Further ahead than it can get: the clock was set back.
      long base = before > now + 2 * SECOND ? now : Math.max(before, now);
      long after = base + interval;
      if (after - now > SECOND) {
        return after - now - SECOND;
      }
      if (due.compareAndSet(before, after)) {
        return 0;
      }
    }
  }
}
