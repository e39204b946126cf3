package io.rotakeep.core.notice;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How often a notice is sent again.
 *
 * @param first the pause after the first failure; each next one is twice as long
 * @param longest of all pauses
 * @param until after this time a notice is given up
 * @param most notices that wait in memory for one receiver
 */
public record Insistence(Duration first, Duration longest, Duration until, int most) {
  public static final Insistence DEFAULT =
      new Insistence(Duration.ofSeconds(2), Duration.ofMinutes(5), Duration.ofHours(24), 1000);

  private static final int MOST_DOUBLINGS = 20;

  /** By chance between a half and the whole, so that daemons do not come in step. */
  Duration pause(int failures, RandomGenerator random) {
    Duration doubled = first.multipliedBy(1L << Math.min(failures - 1, MOST_DOUBLINGS));
    long millis = (doubled.compareTo(longest) < 0 ? doubled : longest).toMillis();
    return Duration.ofMillis(millis - random.nextLong(millis / 2 + 1));
  }
}
