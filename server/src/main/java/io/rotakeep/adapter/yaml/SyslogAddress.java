package io.rotakeep.adapter.yaml;

import io.rotakeep.adapter.yaml.AuditSettings.Way;
import io.rotakeep.adapter.yaml.DaemonSettings.Address;
import io.rotakeep.core.InvalidFieldException;
import java.nio.file.Path;

/** Where a syslog server is, as the daemon's file writes it. */
final class SyslogAddress {
  private static final String RULE =
      "must be unix:/dev/log, udp://HOST:514, tcp://HOST:601 or tls://HOST:6514";

  private static final int LONGEST_PATH = 100;

  /** The numbers of RFC 5424 §6.2.1: auth, authpriv, local0 to local7. */
  private static final int[] FACILITIES = {4, 10, 16, 17, 18, 19, 20, 21, 22, 23};

  private SyslogAddress() {}

  /**
   * @throws InvalidFieldException if it is none of these
   */
  static Way parse(String text) {
    int scheme = text.indexOf(':');
    String rest = text.substring(scheme + 1);
    return switch (text.substring(0, Math.max(0, scheme))) {
      case "unix" -> new Way.Unix(path(rest));
      case "udp" -> new Way.Udp(server(rest));
      case "tcp" -> new Way.Tcp(server(rest));
      case "tls" -> new Way.Tls(server(rest), null);
      default -> throw new InvalidFieldException("address", RULE);
    };
  }

  static int facility(int place) {
    return FACILITIES[place];
  }

  private static Path path(String text) {
    if (!text.startsWith("/") || text.startsWith("//")) {
      throw new InvalidFieldException("address", RULE);
    }
    if (text.length() > LONGEST_PATH || text.chars().anyMatch(c -> c < ' ')) {
      throw new InvalidFieldException("address", "must name a socket by at most 100 characters");
    }
    return Path.of(text);
  }

  private static Address server(String rest) {
    if (!rest.startsWith("//")) {
      throw new InvalidFieldException("address", RULE);
    }
    Address server = Address.parse(rest.substring(2));
    if (server.port() == 0) {
      throw new InvalidFieldException("address", "must have a port from 1 to 65535");
    }
    return server;
  }
}
