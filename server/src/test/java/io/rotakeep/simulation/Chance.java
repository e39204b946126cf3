package io.rotakeep.simulation;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;

/** What one seed draws, in its order; so whoever draws must do it in a fixed order too. */
final class Chance {
  private final SplittableRandom random;

  Chance(long seed) {
    this.random = new SplittableRandom(seed);
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  /** Once in so many times; never for 0. */
  boolean oneIn(int times) {
    return times > 0 && random.nextInt(times) == 0;
  }

  boolean percent(int likely) {
    return random.nextInt(100) < likely;
  }

  <T> T of(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  /** In whole milliseconds. */
  Duration between(Duration least, Duration most) {
    return Duration.ofMillis(random.nextLong(least.toMillis(), most.toMillis() + 1));
  }

  UUID id() {
    return new UUID(random.nextLong(), random.nextLong());
  }

  /** A stream of its own: how often it is drawn from changes nothing for the others. */
  SplittableRandom split() {
    return random.split();
  }
}
