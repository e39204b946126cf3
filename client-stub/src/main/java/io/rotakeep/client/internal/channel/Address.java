package io.rotakeep.client.internal.channel;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Where a daemon listens: {@code host:port}, {@code [ipv6]:port} or {@code unix:/path}.
 *
 * @param text as it was given
 * @param local whether nothing but this machine can listen in, so that TLS is not needed
 */
public record Address(String text, boolean local) {
  private static final String UNIX = "unix:";
  private static final Pattern HOST_PORT =
      Pattern.compile("(?<host>[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+\\]):(?<port>[0-9]{1,5})");
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127(\\.[0-9]{1,3}){3}|\\[::1\\]", Pattern.CASE_INSENSITIVE);

  /**
   * @throws IllegalArgumentException with the rule if it is none
   */
  public static Address parse(String text) {
    if (text.startsWith(UNIX)) {
      return unix(text);
    }
    var parts = HOST_PORT.matcher(text);
    if (!parts.matches()) {
      throw refused(text);
    }
    int port = Integer.parseInt(parts.group("port"));
    if (port < 1 || port > 65535) {
      throw refused(text);
    }
    return new Address(text, LOOPBACK.matcher(parts.group("host")).matches());
  }

  private static Address unix(String text) {
    if (!text.startsWith("/", UNIX.length())) {
      throw refused(text);
    }
    return new Address(text, true);
  }

  private static IllegalArgumentException refused(String text) {
    return new IllegalArgumentException(
        "address \"%s\": must be host:port, [ipv6]:port or unix:/absolute/path".formatted(text));
  }

  public boolean isUnix() {
    return text.startsWith(UNIX);
  }

  /** What gRPC dials to reach one of the daemons. */
  public static String target(List<Address> daemons) {
    if (daemons.size() == 1) {
      Address only = daemons.get(0);
      return only.isUnix() ? only.text : "dns:///" + only.text;
    }
    if (daemons.stream().anyMatch(Address::isUnix)) {
      throw new IllegalArgumentException(
          "addresses: a unix socket is the one daemon of this machine and stands alone");
    }
    return daemons.stream()
        .map(Address::text)
        .collect(Collectors.joining(",", ListedAddresses.SCHEME + ":///", ""));
  }
}
