package io.rotakeep.core.crypto;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Joins fields so that no two lists of fields give the same bytes: every field is preceded by its
 * length as a 32-bit big-endian number. A separator would not do that.
 */
final class LengthPrefixed {
  private final List<byte[]> fields = new ArrayList<>();

  LengthPrefixed add(byte[] field) {
    fields.add(field);
    return this;
  }

  LengthPrefixed add(String field) {
    return add(field.getBytes(StandardCharsets.UTF_8));
  }

  LengthPrefixed add(long field) {
    return add(ByteBuffer.allocate(Long.BYTES).putLong(field).array());
  }

  LengthPrefixed add(UUID field) {
    return add(
        ByteBuffer.allocate(2 * Long.BYTES)
            .putLong(field.getMostSignificantBits())
            .putLong(field.getLeastSignificantBits())
            .array());
  }

  byte[] toByteArray() {
    int size = 0;
    for (byte[] field : fields) {
      size = Math.addExact(size, Math.addExact(Integer.BYTES, field.length));
    }
    ByteBuffer joined = ByteBuffer.allocate(size);
    for (byte[] field : fields) {
      joined.putInt(field.length).put(field);
    }
    return joined.array();
  }
}
