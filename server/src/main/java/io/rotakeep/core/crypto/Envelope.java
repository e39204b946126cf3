package io.rotakeep.core.crypto;

import java.util.Arrays;
import java.util.Optional;

/** An encrypted record as it lies in the store: safe to keep, copy and write to disk. */
public final class Envelope {
  private final byte[] bytes;

  public Envelope(byte[] bytes) {
    this.bytes = bytes.clone();
  }

  /** For a record that is made before its secret is encrypted. */
  public static Envelope none() {
    return new Envelope(new byte[0]);
  }

  public byte[] bytes() {
    return bytes.clone();
  }

  /**
   * The term that it says it was encrypted under, in its header; empty if it is no envelope that
   * this program reads. Decrypting nothing, it tells nothing of whether that is true.
   */
  public Optional<KeyTerm> term() {
    return EnvelopeCipher.term(bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Envelope envelope && Arrays.equals(bytes, envelope.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return "Envelope[" + bytes.length + " bytes]";
  }
}
