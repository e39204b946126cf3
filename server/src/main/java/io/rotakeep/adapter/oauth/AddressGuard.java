package io.rotakeep.adapter.oauth;

import io.rotakeep.core.provider.AddressRange;
import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which addresses a name may resolve to, so that neither an authorization server's metadata nor its
 * DNS can point this daemon at its own network (server-side request forgery).
 *
 * @param permitted private ranges that an operator has opened
 */
public record AddressGuard(List<AddressRange> permitted) {
  /** Nothing private is opened. */
  public static final AddressGuard PUBLIC_ONLY = new AddressGuard(List.of());

  /** Whoever named the address may be anywhere in our own networks, but not on this machine. */
  static final AddressGuard PRIVATE_TOO =
      new AddressGuard(
          Stream.of("10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")
              .map(AddressRange::parse)
              .toList());

  /** Not the Internet's (IANA special-purpose registries), or a road into such a range. */
  private static final List<AddressRange> SPECIAL =
      Stream.of(
              "0.0.0.0/8",
              "10.0.0.0/8",
              "100.64.0.0/10",
              "127.0.0.0/8",
              "169.254.0.0/16",
              "172.16.0.0/12",
              "192.0.0.0/24",
              "192.168.0.0/16",
              "198.18.0.0/15",
              "224.0.0.0/3",
              "::/96",
              "64:ff9b::/96",
              "64:ff9b:1::/48",
              "100::/64",
              "2001::/23",
              "2002::/16",
              "fc00::/7",
              "fe80::/9",
              "ff00::/8")
          .map(AddressRange::parse)
          .toList();

  public AddressGuard {
    permitted = List.copyOf(permitted);
  }

  /** Whether {@code address} may be spoken to under a name that is not a loopback one. */
  boolean permits(InetAddress address) {
    return permitted.stream().anyMatch(range -> range.contains(address))
        || SPECIAL.stream().noneMatch(range -> range.contains(address));
  }
}
