package io.rotakeep.adapter.audit;

import io.rotakeep.core.audit.AuditLine;
import io.rotakeep.core.audit.AuditTampering.Sign;
import io.rotakeep.core.crypto.AuditKeys;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What one run of a device wrote into one file. It begins and ends with a control line, and has one
 * now and then between. Control lines are a chain of their own, and each has the digest of
 * everything that lies in the file between it and the one before: so the newest stands for all.
 * Each chain of records begins behind the first line.
 *
 * <p>For the one syncing thread, while nobody writes; except {@link #origin}, {@link #file} and
 * {@link #isLost}.
 */
final class Segment {
  static final String BEGUN = "AUDIT_BEGUN";
  static final String HEAD = "AUDIT_HEAD";
  static final String ENDED = "AUDIT_ENDED";
  static final String CONTROL = "c";
  private static final int BLOCK = 1 << 16;

  private final String id;
  private final AppendOnlyFile file;
  private final Chain control = new Chain(CONTROL);
  private final AuditLine line = new AuditLine();
  private final MessageDigest since = Chain.sha256();
  private final ByteBuffer block = ByteBuffer.allocate(BLOCK);
  private byte[] origin = new byte[Chain.HASH];
  private byte[] newest = new byte[0];
  private long at;
  private long read;
  private long counted;
  private int tears;
  private volatile boolean lost;
  private @Nullable UnsyncedException unsynced;

  /** Stands at the newest control line; null while there is none. */
  private @Nullable HeadKey headKey;

  Segment(String id, AppendOnlyFile file) {
    this.id = id;
    this.file = file;
    control.begin(new byte[Chain.HASH]);
  }

  /**
   * Writes the first line, which is durable on return. If that fails its keys are gone, as another
   * takes its place; the file is the caller's to close.
   *
   * @param before null for the first segment of all
   * @param because why the one before is not there any more; null if it is
   */
  void begin(Instant now, UUID store, @Nullable Before before, @Nullable Sign because)
      throws IOException {
    try {
      counted = file.size();
      line.begin(now, BEGUN);
      line.field("store", store.toString());
      line.field("segment", id);
      if (before != null) {
        line.field("follows", before.segment());
        line.field("last", before.hash());
        line.field("tail", before.tail(file.mend()));
      }
      line.field("because", because == null ? "" : because.name());
      writeControl();
      file.sync();
    } catch (IOException | RuntimeException | Error e) {
      closeKeys();
      throw e;
    }
    origin = control.last();
  }

  /**
   * Before {@link #begin}, or later: from the next control line on. It closes the key of heads, and
   * the caller that of lines.
   */
  void key(HeadKey.AndLines keys) {
    control.key(AuditKeys.ofChain(keys.lines(), CONTROL));
    headKey = keys.heads();
    headKey.goOnTo(control.length());
  }

  /** Writes a line that stands for all before it. */
  void head(Instant now, String action) throws IOException {
    catchUp();
    MessageDigest all = Before.copy(since);
    all.update(file.mend());
    line.begin(now, action);
    line.field("segment", id);
    line.field("digest", Chain.text(all.digest()));
    writeControl();
  }

  /**
   * Brings what was written to the disk.
   *
   * @throws UnsyncedException if nobody can say what is there; then it is not tried again
   */
  void force() throws UnsyncedException {
    if (unsynced != null) {
      throw unsynced;
    }
    try {
      file.sync();
    } catch (IOException e) {
      unsynced = new UnsyncedException(file.path(), e);
      throw unsynced;
    }
  }

  /** Digests what has been written meanwhile. */
  void catchUp() throws IOException {
    long size = file.size();
    while (read < size) {
      block.clear().limit((int) Math.min(BLOCK, size - read));
      int got = file.read(block, read);
      if (got < 0) {
        throw new EOFException(file.path() + ": grew shorter");
      }
      since.update(block.flip());
      read += got;
    }
  }

  /** Whether the newest control line is where it was written, and nothing ends before it. */
  boolean holdsItsHead() throws IOException {
    if (file.size() < at + newest.length) {
      return false;
    }
    ByteBuffer found = ByteBuffer.allocate(newest.length);
    while (found.hasRemaining()) {
      if (file.read(found, at + found.position()) < 0) {
        return false;
      }
    }
    return Arrays.equals(found.array(), newest);
  }

  boolean isShort() throws IOException {
    return file.size() < at + newest.length;
  }

  /**
   * Whether the file is as long as what was written into it. Where a write was cut short nobody
   * knows how long that is, and it is counted anew.
   *
   * @param byStripes what the stripes have written
   */
  boolean isAsLongAsWritten(long byStripes) throws IOException {
    long size = file.size();
    if (tears != file.tears()) {
      tears = file.tears();
      counted = size - byStripes;
    }
    return size == counted + byStripes;
  }

  /** How the next segment is to speak of this one. */
  Before before() throws IOException {
    catchUp();
    return new Before(id, hash(), Before.copy(since));
  }

  Before beforeLost() {
    return new Before(id, hash(), null);
  }

  /** Where the chains of records begin. */
  byte[] origin() {
    return origin;
  }

  String id() {
    return id;
  }

  AppendOnlyFile file() {
    return file;
  }

  /** The newest control line, as another place is to remember it. */
  Head remembered() {
    return new Head(id, control.length(), at, at + newest.length, hash());
  }

  /** For what is remembered of the newest control line; empty while there is no key. */
  byte[] vouch(byte[] remembered) {
    return headKey == null ? new byte[0] : headKey.vouch(remembered);
  }

  private String hash() {
    return Chain.text(control.last());
  }

  /** The newest control line. */
  String newest() {
    return new String(newest, StandardCharsets.US_ASCII).strip();
  }

  /** Whether what was written here may be lost with its file. */
  boolean isLost() {
    return lost;
  }

  void lose() {
    lost = true;
  }

  /** Its keys are gone. */
  void close() throws IOException {
    closeKeys();
    file.close();
  }

  private void closeKeys() {
    control.close();
    if (headKey != null) {
      headKey.close();
      headKey = null;
    }
  }

  private void writeControl() throws IOException {
    long before = file.size();
    control.end(line);
    int added = file.append(line.bytes(), line.length());
    control.written();
    if (headKey != null) {
      headKey.goOnTo(control.length());
    }
    newest = Arrays.copyOf(line.bytes(), line.length());
    at = before + added - newest.length;
    read = before + added;
    counted += added;
    since.reset();
  }
}
