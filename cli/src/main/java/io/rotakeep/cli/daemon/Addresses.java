package io.rotakeep.cli.daemon;

import java.net.InetSocketAddress;

/** Addresses as they are typed. */
final class Addresses {
  private Addresses() {}

  static String text(InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
  }
}
