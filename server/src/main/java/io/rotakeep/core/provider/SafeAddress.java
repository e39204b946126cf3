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
  private static final int HTTP = 80;
  private static final int HTTPS = 443;
  private static final int FIRST_UNPRIVILEGED = 1024;
  private static final int LAST = 65_535;

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

  /**
   * The same of an address that is to be configured and this daemon itself asks: nor may it lead to
   * the port of some other service. What was configured before there was this rule is still asked.
   *
   * @throws InvalidFieldException naming {@code field} if the address must not be configured
   */
  public static void checkOutbound(String field, URI uri, AddressGuard guard) {
    checkHost(field, uri, guard);
    if (!mayBeAsked(uri.getPort(), isLoopback(uri))) {
      throw new InvalidFieldException(
          field, "must have the port 443, one from 1024 to 65535, or none");
    }
  }

  /**
   * The same of an address that this daemon itself asks. Beyond {@link #check}, it must not lead to
   * a special place as far as the text tells. Loopback by its three usual spellings stays: an
   * authorization server may run on this machine.
   *
   * @throws InvalidFieldException naming {@code field} if the address must not be asked
   */
  public static void checkHost(String field, URI uri, AddressGuard guard) {
    check(field, uri);
    if (!isLoopback(uri) && !guard.permitsHost(uri.getHost())) {
      throw new InvalidFieldException(
          field,
          "must have no special-purpose or oddly written IP address as its host; write the"
              + " server's name");
    }
  }

  public static boolean isLoopback(URI uri) {
    return uri.getHost() != null && LOOPBACK.contains(uri.getHost());
  }

  /** Below 1024 are the services of machines: what they make of a request is not ours to find. */
  private static boolean mayBeAsked(int port, boolean loopback) {
    return port == -1
        || port == HTTPS
        || (port == HTTP && loopback)
        || (port >= FIRST_UNPRIVILEGED && port <= LAST);
  }
}
