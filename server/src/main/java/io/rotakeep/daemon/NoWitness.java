package io.rotakeep.daemon;

import io.rotakeep.core.rotation.JournalPoint;
import io.rotakeep.core.rotation.Witness;
import io.rotakeep.core.rotation.WitnessReading;
import java.util.UUID;

/** Stands beside a store in the making: its true witness is not to know of it. */
final class NoWitness implements Witness {
  @Override
  public WitnessReading read() {
    return new WitnessReading.Missing();
  }

  @Override
  public void advance(UUID storeId, JournalPoint point) {}

  @Override
  public void close() {}
}
