package io.rotakeep.cli.providerfile;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Pattern;

/** What must hold of texts beyond their type, as far as it can be told without the daemon. */
final class ValueRules {
  private static final Pattern URLS =
      Pattern.compile("issuer|endpoints\\..+|redirect_uri|return_urls\\[\\d+]");
  private static final Pattern DATES = Pattern.compile("compliance\\..+");
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[::1]", Pattern.CASE_INSENSITIVE);

  private ValueRules() {}

  /** The rule that the text breaks. */
  static Optional<String> broken(String key, String text) {
    if (URLS.matcher(key).matches()) {
      return brokenByUrl(text);
    }
    return DATES.matcher(key).matches() ? brokenByDate(text) : Optional.empty();
  }

  private static Optional<String> brokenByUrl(String text) {
    try {
      var url = new URI(text);
      if (url.getHost() == null || url.getScheme() == null) {
        return Optional.of("must be a URL with a host, such as https://login.example.com/token");
      }
      if (url.getRawFragment() != null || url.getRawUserInfo() != null) {
        return Optional.of("must be a URL without user name and without #");
      }
      return switch (url.getScheme()) {
        case "https" -> Optional.empty();
        case "http" ->
            LOOPBACK.matcher(url.getHost()).matches()
                ? Optional.empty()
                : Optional.of("plain http is for loopback only; use https");
        default -> Optional.of("must begin with https://");
      };
    } catch (URISyntaxException e) {
      return Optional.of("is no URL");
    }
  }

  private static Optional<String> brokenByDate(String text) {
    try {
      LocalDate.parse(text);
      return Optional.empty();
    } catch (DateTimeParseException e) {
      return Optional.of("must be a date such as 2026-05-11");
    }
  }
}
