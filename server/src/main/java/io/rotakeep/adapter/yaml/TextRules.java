package io.rotakeep.adapter.yaml;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Pattern;

/** What must hold of texts beyond their type, as far as it can be told without the daemon. */
final class TextRules {
  /** What editors can see of the rules below, therefore looser. */
  static final String URL = "\\S+://\\S+";

  static final String DATE = "[-+]?\\d{4,}-\\d\\d-\\d\\d";

  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[::1]", Pattern.CASE_INSENSITIVE);

  private TextRules() {}

  /** The rule that an address breaks to which credentials or browsers are sent. */
  static Optional<String> url(String text) {
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

  static Optional<String> date(String text) {
    try {
      LocalDate.parse(text);
      return Optional.empty();
    } catch (DateTimeParseException e) {
      return Optional.of("must be a date such as 2026-05-11");
    }
  }
}
