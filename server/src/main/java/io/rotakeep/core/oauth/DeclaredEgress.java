package io.rotakeep.core.oauth;

import io.rotakeep.core.InvalidFieldException;
import io.rotakeep.core.provider.AddressRange;
import java.net.InetAddress;
import java.util.List;

/**
 * How this daemon leaves, as its operator has declared it: what the allow-lists of providers hold.
 *
 * @param written the addresses as the operator wrote them; none if nothing was declared
 * @param proxied whether all but loopback goes by a proxy, whose the addresses then are
 */
public record DeclaredEgress(List<String> written, List<AddressRange> ranges, boolean proxied) {
  public static final DeclaredEgress NONE = new DeclaredEgress(List.of(), List.of(), false);

  public DeclaredEgress {
    written = List.copyOf(written);
    ranges = List.copyOf(ranges);
  }

  /**
   * @throws InvalidFieldException if one is neither an address nor a range
   */
  public static DeclaredEgress of(List<String> written, boolean proxied) {
    return new DeclaredEgress(
        written, written.stream().map(AddressRange::parseOneOrMore).toList(), proxied);
  }

  boolean holds(InetAddress address) {
    return ranges.stream().anyMatch(range -> range.contains(address));
  }

  /** The addresses, for people. */
  @Override
  public String toString() {
    return written.isEmpty() ? "none" : String.join(", ", written);
  }
}
