package io.rotakeep.core.verdict;

import io.rotakeep.core.oauth.TokenObservation.Answered;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;

/** How long a server asks to be left alone (RFC 9110 §10.2.3), within our own bounds. */
final class RetryAfter {
  static final Duration LONGEST = Duration.ofHours(1);
  static final Duration UNSAID = Duration.ofSeconds(10);

  private RetryAfter() {}

  /** Seconds or a date; anything else counts as unsaid. */
  static Duration read(Answered answered, Instant now) {
    String value = answered.retryAfter();
    if (value == null || value.isBlank()) {
      return UNSAID;
    }
    String given = value.strip();
    Duration asked =
        given.chars().allMatch(c -> c >= '0' && c <= '9') ? seconds(given) : date(given, now);
    if (asked.isNegative() || asked.isZero()) {
      return UNSAID;
    }
    return asked.compareTo(LONGEST) > 0 ? LONGEST : asked;
  }

  private static Duration seconds(String digits) {
    return digits.length() > 9 ? LONGEST : Duration.ofSeconds(Long.parseLong(digits));
  }

  private static Duration date(String text, Instant now) {
    try {
      ZonedDateTime until = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME);
      return Duration.between(now, until.toInstant());
    } catch (DateTimeParseException e) {
      return UNSAID;
    }
  }
}
