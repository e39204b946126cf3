package io.rotakeep.core.backup;

import io.rotakeep.core.ImageReader;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.Generation;
import io.rotakeep.core.crypto.Fingerprint;
import io.rotakeep.core.rotation.ChangeImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * Reads a backup that anybody may have cut, changed or made up. Memory is taken for what is there,
 * one record at a time, not for what a length claims. Nothing that was read is proved before {@link
 * #next} has come to the end. Not thread-safe.
 */
public final class BackupReader {
  private static final int ANCESTOR_VERSION = 1;

  private final InputStream in;
  private final MessageDigest digest = Framing.sha256();
  private long read;
  private byte stage;
  private int segmentBytesLeft;
  private boolean ended;

  /**
   * @throws BackupRefusedException if it does not begin as a backup does
   */
  public BackupReader(InputStream in) throws IOException {
    this.in = in;
    ByteBuffer preamble = ByteBuffer.wrap(bytes(Framing.PREAMBLE));
    if (preamble.remaining() < Framing.PREAMBLE || preamble.getLong() != Framing.MAGIC) {
      throw new BackupRefusedException(
          "is no backup: it does not begin as one; give a file that `operator backup` wrote");
    }
    int version = preamble.getInt();
    if (version != Framing.VERSION) {
      throw new BackupRefusedException(
          "has format version "
              + version
              + ", this program reads "
              + Framing.VERSION
              + "; restore it with the release that wrote it");
    }
  }

  /**
   * The next part; empty at the end, when every checksum was right and nothing follows.
   *
   * @throws BackupRefusedException saying what is wrong
   */
  public Optional<BackupPart> next() throws IOException {
    while (!ended) {
      ByteBuffer head = ByteBuffer.wrap(required(Framing.HEAD));
      byte kind = head.get();
      int length = head.getInt();
      if (kind == Framing.SUM) {
        checkSum(length);
      } else {
        checkOrder(kind);
        checkLength(kind, length);
        return Optional.of(part(kind, required(length)));
      }
    }
    return Optional.empty();
  }

  /** Of all that was read so far. */
  public byte[] sha256() {
    return Framing.sumSoFar(digest);
  }

  private void checkSum(int length) throws IOException {
    byte[] soFar = sha256();
    if (length != Framing.SUM_BYTES || !MessageDigest.isEqual(soFar, required(length))) {
      throw damaged("a checksum is wrong");
    }
    if (stage == Framing.END) {
      ended = true;
      if (in.read() >= 0) {
        throw damaged("something follows its end");
      }
    }
  }

  private void checkOrder(byte kind) {
    boolean first = stage == 0;
    boolean once = kind <= Framing.SEAL || kind == Framing.END;
    boolean further = kind == stage + 1 || (kind > stage && stage >= Framing.SEAL);
    boolean again = kind == stage && !once;
    boolean nextSegment = kind == Framing.SEGMENT && stage == Framing.SEGMENT_BYTES;
    if (first ? kind != Framing.HEADER : !(further || again || nextSegment)) {
      throw damaged("its parts are not in order");
    }
    boolean inSegment = kind == Framing.SEGMENT_BYTES;
    if (inSegment != segmentBytesLeft > 0) {
      throw damaged("a segment of the journal is not whole");
    }
    stage = kind;
  }

  private void checkLength(byte kind, int length) {
    int longest = kind == Framing.SEGMENT_BYTES ? segmentBytesLeft : Framing.LONGEST;
    if (length < 1 || length > Math.min(longest, Framing.LONGEST)) {
      throw damaged("a part of it says that it has " + length + " bytes");
    }
  }

  private BackupPart part(byte kind, byte[] payload) {
    try {
      return switch (kind) {
        case Framing.HEADER -> new BackupPart.Header(BackupHeader.read(payload));
        case Framing.SEAL -> new BackupPart.Seal(payload);
        case Framing.ROW -> new BackupPart.Row(ChangeImage.read(payload));
        case Framing.ANCESTOR -> new BackupPart.Adopted(ancestor(payload));
        case Framing.SEGMENT -> segment(payload);
        case Framing.SEGMENT_BYTES -> segmentBytes(payload);
        case Framing.END -> new BackupPart.End(BackupCounts.read(payload));
        default -> throw damaged("it has a part of kind " + kind);
      };
    } catch (BackupRefusedException e) {
      throw e;
    } catch (RuntimeException e) {
      // Whatever an image's reader makes of hostile bytes; nothing of them is told.
      throw damaged("a part of it makes no sense");
    }
  }

  private static Ancestor ancestor(byte[] image) {
    return ImageReader.read(
        image,
        ANCESTOR_VERSION,
        in ->
            new Ancestor(
                Fingerprint.of(in.requiredBytes()),
                new ConnectionId(in.requiredText()),
                new Generation(in.number()),
                in.flag()));
  }

  private BackupPart segment(byte[] payload) {
    ByteBuffer sizes = ByteBuffer.wrap(payload);
    var segment = new BackupPart.Segment(sizes.getInt(), sizes.getInt());
    boolean sound =
        !sizes.hasRemaining()
            && segment.length() <= Framing.LONGEST_SEGMENT
            && segment.used() >= 1
            && segment.used() <= segment.length();
    if (!sound) {
      throw damaged("a segment of the journal has an impossible size");
    }
    segmentBytesLeft = segment.used();
    return segment;
  }

  private BackupPart segmentBytes(byte[] payload) {
    segmentBytesLeft -= payload.length;
    return new BackupPart.SegmentBytes(payload);
  }

  private byte[] required(int length) throws IOException {
    byte[] bytes = bytes(length);
    if (bytes.length < length) {
      throw damaged("it ends early");
    }
    return bytes;
  }

  private byte[] bytes(int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    digest.update(bytes);
    read += bytes.length;
    return bytes;
  }

  private BackupRefusedException damaged(String what) {
    return new BackupRefusedException(
        "is damaged near byte " + read + ": " + what + "; take another backup");
  }
}
