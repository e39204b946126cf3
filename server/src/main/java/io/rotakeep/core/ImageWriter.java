package io.rotakeep.core;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes a value as a self-contained row image: the form in which the journal repeats a row and the
 * database keeps it. Every variable part is length-prefixed, so no two values share an image.
 */
public final class ImageWriter {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
  private final DataOutputStream out = new DataOutputStream(bytes);

  public ImageWriter(int version) {
    number(version);
  }

  public ImageWriter text(@Nullable String value) {
    return bytes(value == null ? null : value.getBytes(StandardCharsets.UTF_8));
  }

  public ImageWriter bytes(byte @Nullable [] value) {
    try {
      out.writeInt(value == null ? -1 : value.length);
      if (value != null) {
        out.write(value);
      }
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public ImageWriter number(long value) {
    try {
      out.writeLong(value);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public ImageWriter flag(boolean value) {
    return number(value ? 1 : 0);
  }

  /** Whole milliseconds: what the store keeps is what it gives back. */
  public ImageWriter instant(@Nullable Instant value) {
    return number(value == null ? Long.MIN_VALUE : value.toEpochMilli());
  }

  public ImageWriter duration(@Nullable Duration value) {
    return number(value == null ? Long.MIN_VALUE : value.toMillis());
  }

  public ImageWriter texts(Collection<String> values) {
    number(values.size());
    values.forEach(this::text);
    return this;
  }

  /** In key order, so that equal maps have equal images. */
  public ImageWriter map(Map<String, String> values) {
    number(values.size());
    new TreeMap<>(values).forEach((key, value) -> text(key).text(value));
    return this;
  }

  public byte[] toImage() {
    return bytes.toByteArray();
  }
}
