package io.rotakeep.adapter.oauth;

import io.rotakeep.core.secret.SecretBytes;
import java.util.Arrays;

/** Bytes that grow without leaving copies behind, and end zeroed. For one thread. */
final class WipedBuffer implements AutoCloseable {
  private byte[] bytes;
  private int length;

  WipedBuffer(int capacity) {
    bytes = new byte[capacity];
  }

  void put(int octet) {
    if (length == bytes.length) {
      byte[] larger = Arrays.copyOf(bytes, Math.max(16, length * 2));
      Arrays.fill(bytes, (byte) 0);
      bytes = larger;
    }
    bytes[length++] = (byte) octet;
  }

  int length() {
    return length;
  }

  void appendTo(WipedBuffer other) {
    for (int i = 0; i < length; i++) {
      other.put(bytes[i]);
    }
  }

  /** An independent copy of what has been put. */
  SecretBytes toSecret() {
    return SecretBytes.owning(Arrays.copyOf(bytes, length));
  }

  @Override
  public void close() {
    Arrays.fill(bytes, (byte) 0);
    length = 0;
  }
}
