package io.rotakeep.core.rotation;

import java.util.UUID;

/**
 * The small file on another path that remembers how far the log had come, and which log, so that a
 * restored or cloned one is recognised as older than what was already acknowledged, or as another.
 */
public interface Witness extends AutoCloseable {

  WitnessReading read();

  /**
   * Remembers where the log is; fsynced on return. Never goes backwards within one store.
   *
   * @throws JournalUnavailableException when it cannot be made durable; nothing may be sent then
   * @throws JournalCorruptException when the sequence is below the remembered one, or the same one
   *     with another hash, or belongs to another store
   */
  void advance(UUID storeId, JournalPoint point);

  @Override
  void close();
}
