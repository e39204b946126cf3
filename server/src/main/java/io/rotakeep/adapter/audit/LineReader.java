package io.rotakeep.adapter.audit;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Goes through lines of bytes, however long, of which it keeps one at a time. */
final class LineReader {
  /** No line of ours is longer: what goes beyond is no line, and is handed on in parts. */
  static final int LONGEST = 1 << 20;

  private final InputStream in;
  private byte[] bytes = new byte[1024];
  private int length;
  private boolean whole;

  LineReader(InputStream in) {
    this.in = in;
  }

  /** False at the end. */
  boolean next() throws IOException {
    length = 0;
    whole = false;
    int next = in.read();
    while (next >= 0) {
      if (next == '\n') {
        whole = true;
        return true;
      }
      if (length == bytes.length) {
        bytes = Arrays.copyOf(bytes, 2 * bytes.length);
      }
      bytes[length++] = (byte) next;
      if (length == LONGEST) {
        return true;
      }
      next = in.read();
    }
    return length > 0;
  }

  /** The line without its end. */
  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  /** Whether it has an end. */
  boolean isWhole() {
    return whole;
  }
}
