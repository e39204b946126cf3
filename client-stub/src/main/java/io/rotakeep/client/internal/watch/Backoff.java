package io.rotakeep.client.internal.watch;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Pauses between attempts, each up to twice as long as the one before and none as long as another
 * client's: a daemon that comes back is not met by all its clients at once. One thread.
 */
final class Backoff {
  private static final Duration FIRST = Duration.ofMillis(200);

  /** So many that the pause is the longest. */
  private static final int MANY = 20;

  private final Duration longest;
  private final RandomGenerator random;
  private int failures;

  Backoff(Duration longest, RandomGenerator random) {
    this.longest = longest;
    this.random = random;
  }

  /** Half of the pause is certain, the rest is chance. */
  Duration next() {
    long whole = Math.min(FIRST.toMillis() << Math.min(failures, MANY), longest.toMillis());
    failures++;
    return Duration.ofMillis(whole / 2 + random.nextLong(whole / 2 + 1));
  }

  /** For what does not pass by itself. */
  Duration longest() {
    failures = Math.max(failures, MANY);
    return next();
  }

  /** Attempts that failed since the last one that did not. */
  int failures() {
    return failures;
  }

  void reset() {
    failures = 0;
  }
}
