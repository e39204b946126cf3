package io.rotakeep.core.connection;

import java.time.Duration;
import java.time.Instant;

/**
 * When an access token lives.
 *
 * @param refreshAfter from when on it is served while a successor is fetched; never in the first
 *     half of its life
 */
public record Validity(Instant issued, Instant refreshAfter, Instant expires) {

  /** A life that starts now, with the margin cut to half of it. */
  public static Validity starting(Instant now, Duration life, Duration margin) {
    Duration half = life.dividedBy(2);
    Duration cut = margin.compareTo(half) > 0 ? half : margin;
    Instant expires = now.plus(life);
    return new Validity(now, expires.minus(cut), expires);
  }

  public boolean includes(Instant now) {
    return now.isBefore(expires);
  }

  /** Whether it has had its time: ended, or in the second half of its life. */
  public boolean isSpentByHalf(Instant now) {
    return !now.isBefore(issued.plus(Duration.between(issued, expires).dividedBy(2)));
  }

  /** Whether at least {@code wanted} is left, or half of the whole life if that is less. */
  public boolean leaves(Duration wanted, Instant now) {
    Duration left = Duration.between(now, expires);
    // Half is found where it matters only: a division of durations takes big numbers.
    return now.isBefore(expires)
        && (left.compareTo(wanted) >= 0
            || left.compareTo(Duration.between(issued, expires).dividedBy(2)) >= 0);
  }
}
