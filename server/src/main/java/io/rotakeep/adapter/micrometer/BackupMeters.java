package io.rotakeep.adapter.micrometer;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/** How old the last backup is. */
public final class BackupMeters {
  private BackupMeters() {}

  /** To be called once. */
  public static void show(MeterRegistry registry, Supplier<Optional<Instant>> last) {
    Gauge.builder(
            "rotakeep.last.backup.time",
            last,
            known -> known.get().map(when -> (double) when.toEpochMilli() / 1_000).orElse(0.0))
        .description("When the last whole backup was begun, since 1970; 0 if none is known")
        .baseUnit("seconds")
        .strongReference(true)
        .register(registry);
  }
}
