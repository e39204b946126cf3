package io.rotakeep.adapter.journal;

import io.rotakeep.core.rotation.JournalPoint;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.UUID;

/** A SHA-256 value that stands for a frame and all frames before it, back to the store's birth. */
final class ChainHash {
  static final int BYTES = 32;

  private final byte[] value;

  private ChainHash(byte[] value) {
    this.value = value;
  }

  /** What the first frame of a store continues. */
  static ChainHash genesis(UUID storeId) {
    MessageDigest digest = sha256();
    digest.update("rotakeep journal 1".getBytes(StandardCharsets.US_ASCII));
    digest.update(
        ByteBuffer.allocate(16)
            .putLong(storeId.getMostSignificantBits())
            .putLong(storeId.getLeastSignificantBits())
            .flip());
    return new ChainHash(digest.digest());
  }

  static ChainHash readFrom(ByteBuffer bytes, int offset) {
    byte[] value = new byte[BYTES];
    bytes.get(offset, value);
    return new ChainHash(value);
  }

  ChainHash next(ByteBuffer head, byte[] payload) {
    MessageDigest digest = sha256();
    digest.update(value);
    digest.update(head);
    digest.update(payload);
    return new ChainHash(digest.digest());
  }

  void writeTo(ByteBuffer bytes) {
    bytes.put(value);
  }

  /** This hash as that of a frame. */
  JournalPoint at(long sequence) {
    return new JournalPoint(sequence, HexFormat.of().formatHex(value));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ChainHash that && Arrays.equals(value, that.value);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(value);
  }

  @Override
  public String toString() {
    return HexFormat.of().formatHex(value, 0, 8);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
