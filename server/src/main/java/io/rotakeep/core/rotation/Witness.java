package io.rotakeep.core.rotation;

import java.util.UUID;

/**
 * The small file on another path that remembers how far the log had come, so that a restored or
 * cloned log is recognised as older than what was already acknowledged.
 */
public interface Witness extends AutoCloseable {

  WitnessReading read();

  /**
   * Remembers the sequence; fsynced on return. Never goes backwards within one store.
   *
   * @throws JournalUnavailableException when it cannot be made durable; nothing may be sent then
   * @throws JournalCorruptException when the sequence is below the remembered one, or belongs to
   *     another store
   */
  void advance(UUID storeId, long sequence);

  @Override
  void close();
}
