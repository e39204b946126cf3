package io.rotakeep.core.seal;

import java.time.Duration;
import java.time.Instant;

/**
 * Bounds what guessing costs us and brings the guesser: after each wrong try the next is not looked
 * at for twice as long, from one second up to one minute. Not thread-safe.
 */
final class AttemptPace {
  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofMinutes(1);

  private Instant next = Instant.MIN;
  private Duration pause = FIRST;

  /** Zero if a try may be made now. */
  Duration wait(Instant now) {
    return now.isBefore(next) ? Duration.between(now, next) : Duration.ZERO;
  }

  void failed(Instant now) {
    next = now.plus(pause);
    Duration doubled = pause.multipliedBy(2);
    pause = doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
  }

  void succeeded() {
    next = Instant.MIN;
    pause = FIRST;
  }
}
