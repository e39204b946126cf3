package io.rotakeep.adapter.grpc;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import io.rotakeep.core.InvalidFieldException;
import java.time.Instant;

/** Points and lengths of time, in and out of messages. */
final class Times {
  /** Protobuf's own limit for a duration, some 10,000 years. */
  private static final long MOST_SECONDS = 315_576_000_000L;

  private Times() {}

  static Timestamp timestamp(Instant time) {
    return Timestamp.newBuilder()
        .setSeconds(time.getEpochSecond())
        .setNanos(time.getNano())
        .build();
  }

  /**
   * @throws InvalidFieldException naming {@code field} if it is outside the years 1 to 9999
   */
  static Instant instant(String field, Timestamp time) {
    if (!Timestamps.isValid(time)) {
      throw new InvalidFieldException(field, "must be a time of the years 1 to 9999");
    }
    return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
  }

  static Duration duration(java.time.Duration length) {
    return Duration.newBuilder().setSeconds(length.getSeconds()).setNanos(length.getNano()).build();
  }

  /**
   * @throws InvalidFieldException naming {@code field} if it is negative or beyond all measure
   */
  static java.time.Duration notNegative(String field, Duration length) {
    boolean legal =
        length.getSeconds() >= 0
            && length.getSeconds() <= MOST_SECONDS
            && length.getNanos() >= 0
            && length.getNanos() <= 999_999_999;
    if (!legal) {
      throw new InvalidFieldException(field, "must be a duration that is not negative");
    }
    return java.time.Duration.ofSeconds(length.getSeconds(), length.getNanos());
  }
}
