package io.rotakeep.adapter.micrometer;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/** Which key term is in use, and how far the records have come under it. */
public final class KeyMeters {
  private KeyMeters() {}

  /**
   * To be called once.
   *
   * @param term 0 while sealed
   * @param left records that are not proven to be under it
   * @param rewrapped since the start of the process
   */
  public static void show(
      MeterRegistry registry, IntSupplier term, LongSupplier left, LongSupplier rewrapped) {
    Gauge.builder("rotakeep.key.term", term, IntSupplier::getAsInt)
        .description("Term of the data key that new records are encrypted under; 0 while sealed")
        .strongReference(true)
        .register(registry);
    Gauge.builder("rotakeep.rewrap.records.left", left, LongSupplier::getAsLong)
        .description("Records still to be encrypted anew under the newest key term")
        .strongReference(true)
        .register(registry);
    // A counter holds its object weakly, and nobody else holds the supplier.
    FunctionCounter.builder("rotakeep.rewrapped.records", registry, _ -> rewrapped.getAsLong())
        .description("Records encrypted anew under a newer key term")
        .register(registry);
  }
}
