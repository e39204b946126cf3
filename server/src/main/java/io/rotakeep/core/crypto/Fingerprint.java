package io.rotakeep.core.crypto;

import java.util.Arrays;
import java.util.HexFormat;

/** A keyed digest of a token: tells whether two tokens are one, and nothing else about them. */
public final class Fingerprint {
  public static final int LENGTH = 32;
  private static final int SHOWN = 8;

  private final byte[] bytes;

  private Fingerprint(byte[] bytes) {
    this.bytes = bytes;
  }

  /** What {@link #bytes} gave, read back from a store. */
  public static Fingerprint of(byte[] bytes) {
    if (bytes.length != LENGTH) {
      throw new IllegalArgumentException(
          "a fingerprint has " + LENGTH + " bytes, not " + bytes.length);
    }
    return new Fingerprint(bytes.clone());
  }

  public byte[] bytes() {
    return bytes.clone();
  }

  /** Short enough to read out on the telephone; fit for logs, audit and support. */
  public String handle() {
    return "fp:" + HexFormat.of().formatHex(bytes, 0, SHOWN);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Fingerprint that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return handle();
  }
}
