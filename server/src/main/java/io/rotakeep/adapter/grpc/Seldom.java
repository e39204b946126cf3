package io.rotakeep.adapter.grpc;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/** Lets through once in a while what peers could otherwise have said without end. Thread-safe. */
final class Seldom {
  private static final Duration SILENCE = Duration.ofMinutes(1);

  private final InstantSource clock;
  private final AtomicReference<Instant> last = new AtomicReference<>(Instant.MIN);

  Seldom(InstantSource clock) {
    this.clock = clock;
  }

  /** Whether it may be said now; then not again for a minute. */
  boolean now() {
    Instant now = clock.instant();
    Instant before = last.get();
    // A clock that was set back must not make it silent for longer.
    boolean silent = now.isBefore(before.plus(SILENCE)) && !now.isBefore(before);
    return !silent && last.compareAndSet(before, now);
  }
}
