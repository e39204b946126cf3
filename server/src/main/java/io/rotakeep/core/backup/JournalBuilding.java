package io.rotakeep.core.backup;

import java.io.IOException;

/** Where a restore puts the journal's segments, one after the other, byte by byte as they were. */
public interface JournalBuilding {
  /** A segment of this length begins; the one before is whole. */
  void begin(int length) throws IOException;

  /**
   * @throws io.rotakeep.core.rotation.JournalCorruptException if this is no segment's beginning, or
   *     there are two of it
   */
  void bytes(byte[] bytes) throws IOException;

  /** The last segment is whole as well; all of them are durable on return. */
  void finish() throws IOException;
}
