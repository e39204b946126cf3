package io.rotakeep.client.internal.watch;

import java.time.Duration;

/**
 * A moment to come, on both clocks: it has passed as soon as one of them says so. So neither a
 * clock that was set back nor a machine that slept makes anything last longer.
 */
record Until(long nanos, long millis) {
  /** Keeps both clocks far from their ends; nothing here lasts a tenth as long. */
  static final Duration LONGEST = Duration.ofDays(3650);

  /** From now on, {@code length} from this moment; already passed if that is not positive. */
  static Until in(Duration length, Clocks clocks) {
    Duration bounded = length.compareTo(LONGEST) > 0 ? LONGEST : length;
    if (bounded.isNegative()) {
      bounded = Duration.ZERO;
    }
    return new Until(clocks.nanos() + bounded.toNanos(), clocks.millis() + bounded.toMillis());
  }

  boolean isPast(long nanosNow, long millisNow) {
    return nanosNow - nanos >= 0 || millisNow >= millis;
  }
}
