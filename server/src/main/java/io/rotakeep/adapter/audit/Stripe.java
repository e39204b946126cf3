package io.rotakeep.adapter.audit;

import io.rotakeep.core.audit.AuditLine;
import io.rotakeep.core.audit.AuditRecord;
import io.rotakeep.core.crypto.AuditKeys;
import io.rotakeep.core.secret.SecretBytes;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** One of the chains that records are written in. For one thread at a time, who borrowed it. */
final class Stripe {
  private final int number;
  private final AuditLine line = new AuditLine();
  private final Chain chain;

  /** Null while there is none to write in. */
  private @Nullable Segment segment;

  private long bytes;

  Stripe(int number, Segment segment) {
    this.number = number;
    this.chain = new Chain(name());
    this.segment = segment;
    chain.begin(segment.origin());
  }

  int number() {
    return number;
  }

  /**
   * The segment that has the record; on return the kernel has it.
   *
   * @throws IOException if it cannot be written, or the last segment was left and there is no other
   */
  Segment write(AuditRecord audited) throws IOException {
    Segment present = segment;
    if (present == null) {
      throw new IOException("there is no file to go on in yet");
    }
    line.begin(audited);
    chain.end(line);
    bytes += present.file().append(line.bytes(), line.length());
    chain.written();
    return present;
  }

  /** Writes nothing there any more. */
  void leave() {
    segment = null;
  }

  /** Goes on there. */
  void enter(Segment next) {
    segment = next;
    bytes = 0;
    chain.begin(next.origin());
  }

  void key(SecretBytes segmentKey) {
    chain.key(AuditKeys.ofChain(segmentKey, name()));
  }

  /** How many of the segment's bytes were written by this one. */
  long bytes() {
    return bytes;
  }

  void close() {
    chain.close();
  }

  private String name() {
    return Integer.toString(number);
  }
}
