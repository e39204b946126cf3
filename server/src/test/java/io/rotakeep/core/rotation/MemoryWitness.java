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

  /** The newest sequence that it knows; -1 if it knows none. */
  public synchronized long seen() {
    return reading instanceof WitnessReading.At at ? at.point().sequence() : -1;
  }

  @Override
  public synchronized void advance(UUID storeId, JournalPoint point) {
    if (refusing) {
      throw new JournalUnavailableException("the witness cannot be written");
    }
    if (reading instanceof WitnessReading.At at
        && (!at.storeId().equals(storeId) || seen() > point.sequence())) {
      throw new JournalCorruptException("the witness has seen " + at);
    }
    reading = new WitnessReading.At(storeId, point);
  }

  @Override
  public void close() {}
}
