package io.rotakeep.client;

import io.rotakeep.client.internal.watch.Clocks;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** A machine whose clocks the test moves, together or one alone. */
final class MovableClocks implements Clocks {
  static final Instant START = Instant.parse("2026-01-15T12:00:00Z");

  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1000);
  private final AtomicLong millis = new AtomicLong(START.toEpochMilli());

  @Override
  public long nanos() {
    return nanos.get();
  }

  @Override
  public long millis() {
    return millis.get();
  }

  void advance(Duration step) {
    nanos.addAndGet(step.toNanos());
    set(step);
  }

  /** Sets the clock on the wall, or lets the machine sleep: the other one knows nothing of it. */
  void set(Duration step) {
    millis.addAndGet(step.toMillis());
  }

  Instant instant() {
    return Instant.ofEpochMilli(millis());
  }
}
