package io.rotakeep.core.provider;

import io.rotakeep.core.InvalidFieldException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads single values of a definition; every complaint names the key. */
final class Written {
  private static final int LONGEST_MAILBOX = 254;
  private static final Pattern MAILBOX =
      Pattern.compile("[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+([.][A-Za-z0-9-]+)*");

  private Written() {}

  static List<HostPattern> patterns(String field, List<String> hosts) {
    try {
      return hosts.stream().map(HostPattern::new).toList();
    } catch (InvalidFieldException e) {
      throw new InvalidFieldException(field, e.rule());
    }
  }

  /** A full-date of RFC 3339, whose years have four digits. */
  static @Nullable LocalDate date(String field, @Nullable String text) {
    try {
      if (text == null) {
        return null;
      }
      if (text.length() == 10 && text.charAt(0) != '-') {
        return LocalDate.parse(text);
      }
    } catch (DateTimeParseException _) {
      // Told below.
    }
    throw new InvalidFieldException(field, "must be a date such as 2026-05-11");
  }

  /** A plain address: what a mail's header would take for more than one is none. */
  static @Nullable String mailbox(String field, @Nullable String text) {
    if (text != null && (text.length() > LONGEST_MAILBOX || !MAILBOX.matcher(text).matches())) {
      throw new InvalidFieldException(field, "must be one mail address, such as a@b.example");
    }
    return text;
  }

  static void limited(String field, List<String> values, int most) {
    if (values.size() > most) {
      throw new InvalidFieldException(field, "may be " + most + " at the most");
    }
  }

  static @Nullable URI either(String field, @Nullable String text, @Nullable URI other) {
    return text == null ? other : url(field, text);
  }

  static URI url(String field, String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException _) {
      throw new InvalidFieldException(field, "must be a URL");
    }
  }

  static <T> T required(String field, @Nullable T value) {
    return required(field, "", value);
  }

  static <T> T required(String field, String mend, @Nullable T value) {
    return Optional.ofNullable(value)
        .orElseThrow(() -> new InvalidFieldException(field, "is required" + mend));
  }

  static boolean isTrue(@Nullable Boolean value) {
    return Objects.requireNonNullElse(value, false);
  }
}
