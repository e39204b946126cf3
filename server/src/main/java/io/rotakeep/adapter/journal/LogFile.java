package io.rotakeep.adapter.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The few things the journal asks of a file; the seam where tests lose power. */
interface LogFile extends Closeable {

  /** Writes all remaining bytes, or throws with an unknown part of them written. */
  void write(ByteBuffer bytes, long position) throws IOException;

  /** Fills the buffer, less only where the file ends. */
  void read(ByteBuffer into, long position) throws IOException;

  /** Returns once every byte written so far survives a power loss. */
  void force() throws IOException;

  long size() throws IOException;
}
