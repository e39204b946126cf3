package io.rotakeep.core.backup;

import io.rotakeep.core.ImageWriter;
import io.rotakeep.core.rotation.Change;
import io.rotakeep.core.rotation.ChangeImage;
import java.nio.ByteBuffer;
import java.security.MessageDigest;

/** Writes a backup's parts as bytes, in blocks of one size. Not thread-safe. */
final class BackupWriter {
  private static final int ANCESTOR_VERSION = 1;

  private final BackupSink sink;
  private final MessageDigest digest = Framing.sha256();
  private final ByteBuffer block = ByteBuffer.allocate(Framing.BLOCK);
  private long written;

  BackupWriter(BackupSink sink) {
    this.sink = sink;
    ByteBuffer preamble = ByteBuffer.allocate(Framing.PREAMBLE);
    put(preamble.putLong(Framing.MAGIC).putInt(Framing.VERSION).array());
  }

  /** Whoever takes it has gone. */
  static final class LeftException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  void header(BackupHeader header) {
    record(Framing.HEADER, header.image());
  }

  void seal(byte[] blob) {
    record(Framing.SEAL, blob);
  }

  void row(Change change) {
    record(Framing.ROW, ChangeImage.write(change));
  }

  void ancestor(Ancestor ancestor) {
    byte[] image =
        new ImageWriter(ANCESTOR_VERSION)
            .bytes(ancestor.fingerprint().bytes())
            .text(ancestor.connection().value())
            .number(ancestor.generation().number())
            .flag(ancestor.imported())
            .toImage();
    record(Framing.ANCESTOR, image);
  }

  void segment(int length, ByteBuffer used) {
    ByteBuffer sizes = ByteBuffer.allocate(2 * Integer.BYTES);
    record(Framing.SEGMENT, sizes.putInt(length).putInt(used.remaining()).array());
    while (used.hasRemaining()) {
      byte[] bytes = new byte[Math.min(used.remaining(), Framing.BLOCK)];
      used.get(bytes);
      record(Framing.SEGMENT_BYTES, bytes);
    }
  }

  /** Ends a part, so that what was damaged before is noticed here. */
  void sum() {
    head(Framing.SUM, Framing.SUM_BYTES);
    put(Framing.sumSoFar(digest));
  }

  void end(BackupCounts counts) {
    record(Framing.END, counts.image());
    sum();
    flush();
  }

  long written() {
    return written;
  }

  /** Of everything, the last sum too. */
  byte[] sha256() {
    return Framing.sumSoFar(digest);
  }

  private void record(byte kind, byte[] payload) {
    head(kind, payload.length);
    put(payload);
  }

  private void head(byte kind, int length) {
    put(ByteBuffer.allocate(Framing.HEAD).put(kind).putInt(length).array());
  }

  private void put(byte[] bytes) {
    digest.update(bytes);
    written += bytes.length;
    ByteBuffer rest = ByteBuffer.wrap(bytes);
    while (rest.hasRemaining()) {
      int now = Math.min(rest.remaining(), block.remaining());
      block.put(rest.slice(rest.position(), now));
      rest.position(rest.position() + now);
      if (!block.hasRemaining()) {
        flush();
      }
    }
  }

  private void flush() {
    byte[] bytes = new byte[block.flip().remaining()];
    block.get(bytes).clear();
    if (bytes.length > 0 && !sink.write(bytes)) {
      throw new LeftException();
    }
  }
}
