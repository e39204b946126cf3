package io.rotakeep.adapter.bouncycastle;

import io.rotakeep.core.BugException;
import io.rotakeep.core.secret.SecretBytes;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Optional;

/**
 * One share as its keeper has it, 48 bytes, so 64 characters of Base64 without padding: {@code
 * version(1) index(1) threshold(1) count(1) seal(8) part(32) checksum(4)}. The checksum, the
 * beginning of a SHA-256 over the rest, finds what was copied wrongly; it proves nothing. Its bytes
 * are in {@code part} only, which the owner wipes.
 *
 * @param index from 1 to {@code count}
 * @param seal which seal it belongs to; not secret
 */
record Share(int index, int threshold, int count, long seal, SecretBytes part)
    implements AutoCloseable {
  static final int PART = 32;

  private static final int CHECKSUM = 4;
  private static final int LENGTH = 4 + Long.BYTES + PART + CHECKSUM;
  private static final byte VERSION = 1;

  /** Empty if it is none, or was copied wrongly. */
  static Optional<Share> decode(SecretBytes encoded) {
    return encoded.read(Share::decode);
  }

  SecretBytes encode() {
    ByteBuffer out =
        ByteBuffer.allocate(LENGTH)
            .put(VERSION)
            .put((byte) index)
            .put((byte) threshold)
            .put((byte) count)
            .putLong(seal);
    part.writeTo(out);
    out.put(checksum(out.array()));
    return SecretBytes.owning(out.array());
  }

  @Override
  public void close() {
    part.close();
  }

  private static Optional<Share> decode(byte[] bytes) {
    if (bytes.length != LENGTH
        || bytes[0] != VERSION
        || bytes[1] == 0
        || !MessageDigest.isEqual(
            checksum(bytes), Arrays.copyOfRange(bytes, LENGTH - CHECKSUM, LENGTH))) {
      return Optional.empty();
    }
    ByteBuffer in = ByteBuffer.wrap(bytes);
    byte[] part = new byte[PART];
    in.get(4 + Long.BYTES, part);
    return Optional.of(
        new Share(
            Byte.toUnsignedInt(bytes[1]),
            Byte.toUnsignedInt(bytes[2]),
            Byte.toUnsignedInt(bytes[3]),
            in.getLong(4),
            SecretBytes.owning(part)));
  }

  private static byte[] checksum(byte[] bytes) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(bytes, 0, LENGTH - CHECKSUM);
      return Arrays.copyOf(digest.digest(), CHECKSUM);
    } catch (NoSuchAlgorithmException e) {
      throw new BugException("every JDK has SHA-256", e);
    }
  }
}
