package io.rotakeep.adapter.oauth;

import java.net.InetAddress;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What can be said of a host that a proxy will look up: the text itself. Where a name leads is for
 * the proxy to judge, and its certificate for the handshake.
 */
final class ProxiedHost {
  /** Names that lead nowhere on the Internet (RFC 6761, RFC 6762, RFC 8375, ICANN). */
  private static final Set<String> LOCAL =
      Set.of("localhost", "local", "internal", "localdomain", "lan", "home", "corp", "arpa");

  /** What a resolver may take for an address written in an unusual way, such as 0x7f000001. */
  private static final Pattern NUMBER = Pattern.compile("\\d+|0x[0-9a-f]*");

  private ProxiedHost() {}

  /**
   * @param host as a URI has it, an IPv6 address in brackets
   */
  static boolean isPermitted(String host, AddressGuard guard) {
    try {
      InetAddress address = InetAddress.ofLiteral(host.replaceAll("[\\[\\]]", ""));
      // 0177.0.0.1 is one address to us and another to a resolver that reads octal.
      boolean plain = host.startsWith("[") || address.getHostAddress().equals(host);
      return plain && guard.permits(address);
    } catch (IllegalArgumentException _) {
      return mayBePublic(host.toLowerCase(Locale.ROOT));
    }
  }

  private static boolean mayBePublic(String name) {
    int dot = name.lastIndexOf('.');
    String last = name.substring(dot + 1);
    return dot > 0 && !LOCAL.contains(last) && !NUMBER.matcher(last).matches();
  }
}
