package io.rotakeep.core.provider;

import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which addresses a host may stand for, so that neither a setting, nor an authorization server's
 * metadata, nor its DNS can point this daemon at its own network (server-side request forgery).
 *
 * @param permitted special ranges that may be spoken to all the same; what hands out a machine's
 *     own credentials stays closed
 */
public record AddressGuard(List<AddressRange> permitted) {
  /** Nothing private is opened. */
  public static final AddressGuard PUBLIC_ONLY = new AddressGuard(List.of());

  /** Whoever named the address may be anywhere in our own networks, but not on this machine. */
  public static final AddressGuard PRIVATE_TOO =
      new AddressGuard(
          ranges("10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"));

  /**
   * Where clouds tell a machine its own credentials. Some of it lies within private ranges, and one
   * is an address like any other.
   */
  private static final List<AddressRange> NEVER =
      ranges(
          "100.100.100.200/32",
          "168.63.129.16/32",
          "169.254.0.0/16",
          "fd00:ec2::/32",
          "fd20:ce::254/128");

  /** Not the Internet's (IANA special-purpose registries), or a road into such a range. */
  private static final List<AddressRange> SPECIAL =
      ranges(
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
          "ff00::/8");

  /** What a resolver may take for an address written in an unusual way, such as 0x7f000001. */
  private static final Pattern NUMBER = Pattern.compile("\\d+|0x[0-9a-f]*");

  public AddressGuard {
    permitted = List.copyOf(permitted);
  }

  /** Whether {@code address} may be spoken to under a name that is not a loopback one. */
  public boolean permits(InetAddress address) {
    return !isIn(NEVER, address) && (isIn(permitted, address) || !isIn(SPECIAL, address));
  }

  /**
   * What can be said of a host before anybody looks it up. An address must be permitted, and be
   * written in the way that everybody reads alike; of a name it is not known where it leads.
   *
   * @param host as a URI has it, an IPv6 address in brackets
   */
  public boolean permitsHost(String host) {
    boolean bracketed = host.startsWith("[");
    try {
      InetAddress address = InetAddress.ofLiteral(host.replaceAll("[\\[\\]]", ""));
      // 0177.0.0.1 is one address to us and another to a resolver that reads octal.
      return (bracketed || address.getHostAddress().equals(host)) && permits(address);
    } catch (IllegalArgumentException _) {
      String last = host.substring(host.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
      return !bracketed && !NUMBER.matcher(last).matches();
    }
  }

  private static boolean isIn(List<AddressRange> ranges, InetAddress address) {
    return ranges.stream().anyMatch(range -> range.contains(address));
  }

  private static List<AddressRange> ranges(String... texts) {
    return Stream.of(texts).map(AddressRange::parse).toList();
  }
}
