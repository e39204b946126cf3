package io.rotakeep.core.provider;

import io.rotakeep.core.InvalidFieldException;
import java.net.URI;
import java.util.Locale;
import java.util.Set;

/**
 * Which addresses may be configured at all: https, or plain http on loopback. Credentials travel to
 * these addresses, so there is no switch that widens this.
 */
public final class SafeAddress {
  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "[::1]", "localhost");

  private SafeAddress() {}

  /**
   * @throws InvalidFieldException naming {@code field} if the address must not be used
   */
  public static void check(String field, URI uri) {
    if (!uri.toString().chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
      throw new InvalidFieldException(
          field, "must be ASCII: percent-encode the path, and write the host as xn--…");
    }
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    if (uri.getHost() == null || uri.getRawUserInfo() != null) {
      throw new InvalidFieldException(
          field, "must be an absolute URL with a host and without user information");
    }
    if (uri.getHost().endsWith(".")) {
      throw new InvalidFieldException(field, "must have a host without a dot at its end");
    }
    if (uri.getRawFragment() != null) {
      throw new InvalidFieldException(field, "must have no fragment (#…)");
    }
    if (!scheme.equals("https") && !(scheme.equals("http") && isLoopback(uri))) {
      throw new InvalidFieldException(
          field, "must use https; plain http is for loopback addresses only");
    }
  }

  public static boolean isLoopback(URI uri) {
    return uri.getHost() != null && LOOPBACK.contains(uri.getHost());
  }
}
