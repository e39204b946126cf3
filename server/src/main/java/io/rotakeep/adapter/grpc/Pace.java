package io.rotakeep.adapter.grpc;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Gives out turns at a steady rate; one that nobody took in time is gone. Thread-safe. */
final class Pace {
  private final long between;
  private final LongSupplier nanos;
  private long next;

  /**
   * @param nanos a clock that only goes forward, such as {@link System#nanoTime}
   */
  Pace(double perSecond, LongSupplier nanos) {
    this.between = (long) (Duration.ofSeconds(1).toNanos() / perSecond);
    this.nanos = nanos;
    this.next = nanos.getAsLong();
  }

  /** Takes the next turn; returns how long it is until then. */
  synchronized Duration turn() {
    long now = nanos.getAsLong();
    long wait = Math.max(0, next - now);
    next = now + wait + between;
    return Duration.ofNanos(wait);
  }
}
