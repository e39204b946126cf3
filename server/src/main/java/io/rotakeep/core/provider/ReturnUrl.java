package io.rotakeep.core.provider;

import io.rotakeep.core.InvalidFieldException;
import java.net.URI;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * A URL that the browser may be sent to after consent: exact, or all paths below one with a
 * trailing {@code *} in the path. Anything freer would be an open redirector (RFC 9700 §4.11).
 */
public record ReturnUrl(String value) {
  /** A dot, a slash, a backslash or a percent sign that shows only when it is decoded. */
  private static final Pattern HIDDEN = Pattern.compile("%(2e|2f|5c|25)", Pattern.CASE_INSENSITIVE);

  public ReturnUrl {
    URI base = parse(value.endsWith("*") ? value.substring(0, value.length() - 1) : value);
    if (base.toString().contains("*")) {
      throw new InvalidFieldException("return_urls", "may have a * only at the end");
    }
    if (value.endsWith("*") && (base.getRawPath() == null || !base.getRawPath().endsWith("/"))) {
      throw new InvalidFieldException("return_urls", "may have a * only after a / of the path");
    }
  }

  public boolean permits(URI target) {
    if (!target.toString().chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
      return false;
    }
    if (!value.endsWith("*")) {
      return target.toString().equals(value);
    }
    URI base = URI.create(value.substring(0, value.length() - 1));
    return Objects.equals(base.getScheme(), target.getScheme())
        && Objects.equals(base.getRawAuthority(), target.getRawAuthority())
        && target.getRawFragment() == null
        && target.normalize().equals(target)
        && target.getRawPath() != null
        && target.getRawPath().startsWith(base.getRawPath())
        && !HIDDEN.matcher(target.getRawPath()).find();
  }

  private static URI parse(String text) {
    try {
      URI uri = URI.create(text);
      SafeAddress.check("return_urls", uri);
      return uri;
    } catch (IllegalArgumentException e) {
      throw new InvalidFieldException("return_urls", "must be URLs");
    }
  }
}
