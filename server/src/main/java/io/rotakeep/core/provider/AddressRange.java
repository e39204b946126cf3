package io.rotakeep.core.provider;

import io.rotakeep.core.InvalidFieldException;
import java.net.InetAddress;
import java.util.Arrays;

/** A block of addresses, such as {@code 10.0.0.0/8} or {@code fd00::/8}. */
public record AddressRange(InetAddress first, int prefix) {

  public AddressRange {
    if (prefix < 0 || prefix > bits(first)) {
      throw new InvalidFieldException("address range", "must end in a prefix length that fits");
    }
  }

  /**
   * @throws InvalidFieldException if the text is no literal address, a slash and a prefix length
   */
  public static AddressRange parse(String text) {
    String[] parts = text.split("/", -1);
    try {
      if (parts.length == 2) {
        return new AddressRange(InetAddress.ofLiteral(parts[0]), Integer.parseInt(parts[1]));
      }
    } catch (IllegalArgumentException _) {
      // The one complaint below fits both the address and the number.
    }
    throw new InvalidFieldException("address range", "must look like 10.0.0.0/8 or fd00::/8");
  }

  /**
   * The same of a range or of one address alone.
   *
   * @throws InvalidFieldException if the text is neither
   */
  public static AddressRange parseOneOrMore(String text) {
    try {
      if (!text.contains("/")) {
        InetAddress only = InetAddress.ofLiteral(text);
        return new AddressRange(only, bits(only));
      }
      return parse(text);
    } catch (IllegalArgumentException _) {
      throw new InvalidFieldException(
          "address", "must be an IP address or a range such as 203.0.113.0/28");
    }
  }

  public boolean contains(InetAddress address) {
    byte[] mine = first.getAddress();
    byte[] other = address.getAddress();
    int whole = prefix / 8;
    if (mine.length != other.length || Arrays.mismatch(mine, 0, whole, other, 0, whole) != -1) {
      return false;
    }
    int rest = prefix % 8;
    return rest == 0 || (mine[whole] ^ other[whole]) >> (8 - rest) == 0;
  }

  private static int bits(InetAddress address) {
    return address.getAddress().length * 8;
  }
}
