package io.rotakeep.core.backup;

/** Where a backup goes; may wait as long as whoever takes it is slow. */
public interface BackupSink {
  /**
   * @param bytes not touched afterwards
   * @return false if nobody takes any more
   */
  boolean write(byte[] bytes);

  /**
   * Told once all has been written, and is in the audit.
   *
   * @return false if nobody hears it any more
   */
  default boolean end(StoreBackup.Receipt receipt) {
    return true;
  }
}
