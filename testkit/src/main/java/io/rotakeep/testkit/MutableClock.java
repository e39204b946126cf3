package io.rotakeep.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A clock that moves only when it is told to.
 *
 * <p>Thread-safe; every thread sees a move at once.
 */
public final class MutableClock implements InstantSource {
  private final AtomicReference<Instant> now;

  public MutableClock(Instant start) {
    this.now = new AtomicReference<>(start);
  }

  /** A clock that stands at a fixed, unremarkable moment. */
  public static MutableClock standing() {
    return new MutableClock(Instant.parse("2026-01-15T12:00:00Z"));
  }

  @Override
  public Instant instant() {
    return now.get();
  }

  /** Moves the clock by {@code step}; a negative step is a clock that was set back. */
  public Instant advance(Duration step) {
    return now.updateAndGet(instant -> instant.plus(step));
  }

  public void set(Instant instant) {
    now.set(instant);
  }
}
