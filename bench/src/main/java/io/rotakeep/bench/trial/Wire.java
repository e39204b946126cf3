package io.rotakeep.bench.trial;

import io.netty.channel.epoll.Epoll;
import java.util.List;
import java.util.stream.Stream;

/** How a caller reaches a server on this machine. */
public enum Wire {
  PLAINTEXT("plaintext"),
  MUTUAL_TLS("mtls"),
  UNIX_SOCKET("unix");

  private final String word;

  Wire(String word) {
    this.word = word;
  }

  /** Those that this machine has: a unix socket is served by epoll only. */
  public static List<Wire> available() {
    return Stream.of(values()).filter(wire -> wire != UNIX_SOCKET || Epoll.isAvailable()).toList();
  }

  /** As reports call it. */
  public String word() {
    return word;
  }
}
