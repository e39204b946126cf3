package io.rotakeep.core;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads what {@link ImageWriter} wrote; refuses anything else without allocating for it. */
public final class ImageReader {
  private final ByteBuffer in;
  private final int version;

  private ImageReader(byte[] image, int newest) {
    this.in = ByteBuffer.wrap(image);
    long number = number();
    if (number < 1 || number > newest) {
      throw new DamagedImageException("version " + number + " is not between 1 and " + newest);
    }
    this.version = (int) number;
  }

  /**
   * Reads a whole image.
   *
   * @throws DamagedImageException if it is of a version newer than {@code newest}, is cut short or
   *     too long, or has a part that makes no sense
   */
  public static <T> T read(byte[] image, int newest, Function<ImageReader, T> reader) {
    try {
      ImageReader in = new ImageReader(image, newest);
      T value = reader.apply(in);
      if (in.in.hasRemaining()) {
        throw new DamagedImageException("something follows its end");
      }
      return value;
    } catch (IllegalArgumentException
        | InvalidFieldException
        | DateTimeException
        | ArithmeticException e) {
      throw new DamagedImageException("a part of it makes no sense", e);
    }
  }

  public int version() {
    return version;
  }

  public @Nullable String text() {
    byte[] value = bytes();
    return value == null ? null : new String(value, StandardCharsets.UTF_8);
  }

  public String requiredText() {
    String value = text();
    if (value == null) {
      throw new DamagedImageException("a required text is absent");
    }
    return value;
  }

  public byte @Nullable [] bytes() {
    try {
      int length = in.getInt();
      if (length == -1) {
        return null;
      }
      if (length < 0 || length > in.remaining()) {
        throw new DamagedImageException("a length runs past the end");
      }
      byte[] value = new byte[length];
      in.get(value);
      return value;
    } catch (BufferUnderflowException e) {
      throw new DamagedImageException("it ends early");
    }
  }

  public byte[] requiredBytes() {
    byte[] value = bytes();
    if (value == null) {
      throw new DamagedImageException("required bytes are absent");
    }
    return value;
  }

  public long number() {
    try {
      return in.getLong();
    } catch (BufferUnderflowException e) {
      throw new DamagedImageException("it ends early");
    }
  }

  public int integer() {
    long number = number();
    if (number != (int) number) {
      throw new DamagedImageException("a number is too large");
    }
    return (int) number;
  }

  public boolean flag() {
    long number = number();
    if (number != 0 && number != 1) {
      throw new DamagedImageException("a flag is neither set nor unset");
    }
    return number == 1;
  }

  public @Nullable Instant instant() {
    long millis = number();
    return millis == Long.MIN_VALUE ? null : Instant.ofEpochMilli(millis);
  }

  public Instant requiredInstant() {
    Instant value = instant();
    if (value == null) {
      throw new DamagedImageException("a required time is absent");
    }
    return value;
  }

  public @Nullable Duration duration() {
    long millis = number();
    return millis == Long.MIN_VALUE ? null : Duration.ofMillis(millis);
  }

  public List<String> texts() {
    int count = count();
    List<String> values = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      values.add(requiredText());
    }
    return List.copyOf(values);
  }

  public Map<String, String> map() {
    int count = count();
    Map<String, String> values = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      values.put(requiredText(), requiredText());
    }
    return Map.copyOf(values);
  }

  private int count() {
    long count = number();
    // Each element takes four bytes at the least, so a larger count cannot be true.
    if (count < 0 || count > in.remaining() / 4) {
      throw new DamagedImageException("a count runs past the end");
    }
    return (int) count;
  }
}
