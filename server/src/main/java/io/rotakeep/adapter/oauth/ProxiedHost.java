package io.rotakeep.adapter.oauth;

import io.rotakeep.core.provider.AddressGuard;
import java.util.Locale;
import java.util.Set;

/**
 * What can be said of a host that a proxy will look up: the text itself. Where a name leads is for
 * the proxy to judge, and its certificate for the handshake.
 */
final class ProxiedHost {
  /** Names that lead nowhere on the Internet (RFC 6761, RFC 6762, RFC 8375, ICANN). */
  private static final Set<String> LOCAL =
      Set.of("localhost", "local", "internal", "localdomain", "lan", "home", "corp", "arpa");

  private ProxiedHost() {}

  /**
   * @param host as a URI has it, an IPv6 address in brackets
   */
  static boolean isPermitted(String host, AddressGuard guard) {
    return guard.permitsHost(host)
        && (host.startsWith("[") || mayBePublic(host.toLowerCase(Locale.ROOT)));
  }

  /** Also true of an IPv4 address, which the guard has judged. */
  private static boolean mayBePublic(String host) {
    int dot = host.lastIndexOf('.');
    return dot > 0 && !LOCAL.contains(host.substring(dot + 1));
  }
}
