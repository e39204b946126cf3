package io.rotakeep.adapter.audit;

import java.io.IOException;
import java.util.Arrays;

/** Reads what another process may be writing: until two reads in a row give the same. */
final class SteadyRead {
  /** More writes than come between reads of a few pages. */
  private static final int MOST = 16;

  private SteadyRead() {}

  /** One read of it all, which may have been interrupted by a write. */
  @FunctionalInterface
  interface Reading {
    byte[] read() throws IOException;
  }

  static byte[] of(Reading reading) throws IOException {
    byte[] last = reading.read();
    for (int i = 1; i < MOST; i++) {
      byte[] next = reading.read();
      if (Arrays.equals(last, next)) {
        return next;
      }
      last = next;
    }
    return last;
  }
}
