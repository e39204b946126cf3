package io.rotakeep.core.provider;

import io.rotakeep.core.InvalidFieldException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** A header that a server wants with every token request, such as the version of its API. */
public record RequestHeader(String name, String value) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}");
  private static final Pattern VALUE = Pattern.compile("[!-~]([ -~]{0,510}[!-~])?");

  /** What the request itself or the client's proof decides (RFC 9110). */
  private static final Set<String> OURS =
      Set.of(
          "authorization",
          "proxy-authorization",
          "cookie",
          "host",
          "connection",
          "expect",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "accept-encoding",
          "user-agent");

  public RequestHeader {
    if (!NAME.matcher(name).matches()) {
      throw new InvalidFieldException(
          "token_request.headers.name", "must be a header's name of 64 characters at the most");
    }
    String lower = name.toLowerCase(Locale.ROOT);
    if (OURS.contains(lower) || lower.startsWith("content-")) {
      throw new InvalidFieldException(
          "token_request.headers.name", "must not be one that the request itself decides");
    }
    if (!VALUE.matcher(value).matches()) {
      throw new InvalidFieldException(
          "token_request.headers.value", "must be 1 to 512 printable ASCII characters");
    }
  }
}
