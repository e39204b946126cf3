package io.rotakeep.core.rotation;

import java.util.UUID;

/** A {@link Witness} in memory that can be put into any condition and can refuse to advance. */
public final class MemoryWitness implements Witness {
  private WitnessReading reading = new WitnessReading.Missing();
  private boolean refusing;

  public synchronized void set(WitnessReading next) {
    reading = next;
  }

  public synchronized void refuseToAdvance() {
    refusing = true;
  }

  @Override
  public synchronized WitnessReading read() {
    return reading;
  }

  @Override
  public synchronized void advance(UUID storeId, long sequence) {
    if (refusing) {
      throw new JournalUnavailableException("the witness cannot be written");
    }
    if (reading instanceof WitnessReading.At at
        && (!at.storeId().equals(storeId) || at.sequence() > sequence)) {
      throw new JournalCorruptException("the witness has seen " + at);
    }
    reading = new WitnessReading.At(storeId, sequence);
  }

  @Override
  public void close() {}
}
