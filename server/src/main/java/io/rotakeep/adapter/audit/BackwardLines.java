package io.rotakeep.adapter.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;

/** Goes through the lines of a file from a place back to its beginning, reading blocks. */
final class BackwardLines {
  private static final int BLOCK = 1 << 16;

  private final FileChannel file;

  /** Bytes from {@link #from} on, of which those from {@link #used} on were handed out. */
  private byte[] buffer = new byte[0];

  private long from;
  private int used;
  private byte[] line = new byte[0];

  /**
   * @param end the beginning of a line, or the end of the file
   */
  BackwardLines(FileChannel file, long end) {
    this.file = file;
    this.from = end;
  }

  /** False at the beginning of the file. */
  boolean previous() throws IOException {
    if (used == 0 && from == 0) {
      return false;
    }
    int begin = beginOfLine();
    while (begin < 0) {
      if (from == 0 || used >= LineReader.LONGEST) {
        begin = 0;
      } else {
        readBlock();
        begin = beginOfLine();
      }
    }
    int end = used > begin && buffer[used - 1] == '\n' ? used - 1 : used;
    line = Arrays.copyOfRange(buffer, begin, end);
    used = begin;
    return true;
  }

  /** The line without its end. */
  byte[] line() {
    return line;
  }

  /** Where the line begins. */
  long offset() {
    return from + used;
  }

  /** Behind the last line end before the one that ends this line; -1 if it is not in the buffer. */
  private int beginOfLine() {
    for (int i = used - 2; i >= 0; i--) {
      if (buffer[i] == '\n') {
        return i + 1;
      }
    }
    return used > 0 && from == 0 ? 0 : -1;
  }

  private void readBlock() throws IOException {
    int size = (int) Math.min(BLOCK, from);
    ByteBuffer read = ByteBuffer.allocate(size + used);
    read.limit(size);
    while (read.hasRemaining()) {
      if (file.read(read, from - size + read.position()) < 0) {
        throw new IOException("the audit's file grew shorter while it was read");
      }
    }
    System.arraycopy(buffer, 0, read.array(), size, used);
    buffer = read.array();
    used += size;
    from -= size;
  }
}
