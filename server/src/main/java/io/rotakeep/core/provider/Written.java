package io.rotakeep.core.provider;

import io.rotakeep.core.InvalidFieldException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads single values of a definition; every complaint names the key. */
final class Written {

  private Written() {}

  static List<HostPattern> patterns(String field, List<String> hosts) {
    try {
      return hosts.stream().map(HostPattern::new).toList();
    } catch (InvalidFieldException e) {
      throw new InvalidFieldException(field, e.rule());
    }
  }

  static @Nullable LocalDate date(String field, @Nullable String text) {
    try {
      return text == null ? null : LocalDate.parse(text);
    } catch (DateTimeParseException _) {
      throw new InvalidFieldException(field, "must be a date such as 2026-05-11");
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
