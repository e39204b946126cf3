package io.rotakeep.client;

import java.util.regex.Pattern;

/**
 * Where a daemon listens: {@code host:port}, {@code [ipv6]:port} or {@code unix:/path}.
 *
 * @param target what gRPC dials
 * @param local whether nothing but this machine can listen in, so that TLS is not needed
 */
record Address(String target, boolean local) {
  private static final String UNIX = "unix:";
  private static final Pattern HOST_PORT =
      Pattern.compile("(?<host>[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+\\]):(?<port>[0-9]{1,5})");
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127(\\.[0-9]{1,3}){3}|\\[::1\\]", Pattern.CASE_INSENSITIVE);

  static Address parse(String text) {
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
    return new Address("dns:///" + text, LOOPBACK.matcher(parts.group("host")).matches());
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
}
