package io.rotakeep.core.seal;

import io.rotakeep.core.crypto.IntegrityException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * The sealed blob: {@code magic(4) version(1) storeId(16) type parameters} as its header, then the
 * wrapped root key and the wrapped keyring; those four with their lengths, 32-bit big-endian, in
 * front. Both wrappings authenticate the header.
 */
record SealedKeys(UUID storeId, SealParameters parameters, Wrapped wrapped) {
  private static final int MAGIC = 0x524b_534c;
  private static final byte VERSION = 1;
  private static final int FIXED = Integer.BYTES + 1 + 2 * Long.BYTES;

  /** Kept apart from the record so that no array is a component of it. */
  static final class Wrapped {
    private final byte[] rootKey;
    private final byte[] keyring;

    Wrapped(byte[] rootKey, byte[] keyring) {
      this.rootKey = rootKey;
      this.keyring = keyring;
    }

    byte[] rootKey() {
      return rootKey;
    }

    byte[] keyring() {
      return keyring;
    }
  }

  /** Random, by RFC 9562, section 5.4. */
  static UUID newStoreId(RandomGenerator random) {
    long high = (random.nextLong() & ~0xf000L) | 0x4000L;
    long low = (random.nextLong() & 0x3fff_ffff_ffff_ffffL) | Long.MIN_VALUE;
    return new UUID(high, low);
  }

  static byte[] header(UUID storeId, SealParameters parameters) {
    byte[] type = parameters.type().getBytes(StandardCharsets.UTF_8);
    byte[] values = parameters.values();
    return ByteBuffer.allocate(FIXED + 2 * Integer.BYTES + type.length + values.length)
        .putInt(MAGIC)
        .put(VERSION)
        .putLong(storeId.getMostSignificantBits())
        .putLong(storeId.getLeastSignificantBits())
        .putInt(type.length)
        .put(type)
        .putInt(values.length)
        .put(values)
        .array();
  }

  byte[] header() {
    return header(storeId, parameters);
  }

  byte[] encode() {
    byte[] header = header();
    byte[] rootKey = wrapped.rootKey();
    byte[] keyring = wrapped.keyring();
    return ByteBuffer.allocate(header.length + 2 * Integer.BYTES + rootKey.length + keyring.length)
        .put(header)
        .putInt(rootKey.length)
        .put(rootKey)
        .putInt(keyring.length)
        .put(keyring)
        .array();
  }

  static SealedKeys decode(byte[] blob) {
    ByteBuffer in = ByteBuffer.wrap(blob);
    try {
      if (in.getInt() != MAGIC || in.get() != VERSION) {
        throw new IntegrityException("the sealed keys are of no version that this program reads");
      }
      UUID storeId = new UUID(in.getLong(), in.getLong());
      String type = new String(field(in), StandardCharsets.UTF_8);
      SealParameters parameters = new SealParameters(type, field(in));
      SealedKeys keys = new SealedKeys(storeId, parameters, new Wrapped(field(in), field(in)));
      if (!Arrays.equals(blob, keys.encode())) {
        throw new IntegrityException("the sealed keys are damaged");
      }
      return keys;
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      IntegrityException damaged = new IntegrityException("the sealed keys are damaged");
      damaged.initCause(e);
      throw damaged;
    }
  }

  private static byte[] field(ByteBuffer in) {
    int length = in.getInt();
    if (length < 0 || length > in.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] field = new byte[length];
    in.get(field);
    return field;
  }
}
