package io.rotakeep.cli.trial;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for a moment, or for something to become true that nobody announces. */
public final class Patience {
  private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

  private final InstantSource clock;

  public Patience(InstantSource clock) {
    this.clock = clock;
  }

  /** Returns when {@code moment} is past. */
  public void until(Instant moment) throws InterruptedException {
    while (!clock.instant().isAfter(moment)) {
      rest(Duration.between(clock.instant(), moment).plusMillis(1));
    }
  }

  /** Whether the condition came true within {@code limit}. */
  public boolean until(BooleanSupplier condition, Duration limit) throws InterruptedException {
    Instant end = clock.instant().plus(limit);
    while (!condition.getAsBoolean()) {
      if (clock.instant().isAfter(end)) {
        return false;
      }
      rest(LOOK_AGAIN);
    }
    return true;
  }

  private static void rest(Duration length) throws InterruptedException {
    LockSupport.parkNanos(length.toNanos());
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }
}
