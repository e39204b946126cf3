package io.rotakeep.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;

/** Standard input that comes in pieces; something may have to happen before each. */
final class SlowInput extends InputStream {
  private final Iterator<Piece> pieces;
  private InputStream current = InputStream.nullInputStream();

  SlowInput(Piece... pieces) {
    this.pieces = List.of(pieces).iterator();
  }

  /** A part of the input. Waits until it is there. */
  interface Piece {
    String text() throws IOException;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0];
  }

  /** Of one piece at a time, as a pipe gives what was written to it. */
  @Override
  public int read(byte[] bytes, int from, int length) throws IOException {
    int read = current.read(bytes, from, length);
    while (read < 0 && pieces.hasNext()) {
      current = new ByteArrayInputStream(pieces.next().text().getBytes(StandardCharsets.UTF_8));
      read = current.read(bytes, from, length);
    }
    return read;
  }
}
