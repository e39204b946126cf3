package io.rotakeep.core.backup;

import java.nio.ByteBuffer;

/** The files of a journal that is being written. Thread-safe. */
public interface JournalFiles {
  /**
   * Copies the segments that hold what comes after a sequence, oldest first, without what comes
   * after another.
   *
   * @param after nothing of what comes later may be trimmed meanwhile
   * @param through must be durable
   * @throws io.rotakeep.core.rotation.JournalUnavailableException if that cannot be read
   */
  void copy(long after, long through, SegmentTaker taker);

  /** Takes one segment after the other. */
  interface SegmentTaker {
    /**
     * @param length of the file; what follows its used bytes is zeros
     */
    void segment(int length, ByteBuffer used);
  }
}
