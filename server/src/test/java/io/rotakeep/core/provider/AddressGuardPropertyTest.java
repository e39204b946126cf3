package io.rotakeep.core.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** However an IPv4 address is spelled, it is not let through where its usual form is not. */
class AddressGuardPropertyTest {
  private static final AddressGuard OPEN =
      new AddressGuard(List.of(AddressRange.parse("0.0.0.0/0"), AddressRange.parse("::/0")));

  @Property(tries = 2_000)
  void judgesAHostAsTheAddressThatItIs(@ForAll("octets") List<Integer> octets) {
    String plain = written("%d.%d.%d.%d", octets);
    InetAddress address = InetAddress.ofLiteral(plain);

    for (AddressGuard guard : List.of(AddressGuard.PUBLIC_ONLY, AddressGuard.PRIVATE_TOO, OPEN)) {
      assertThat(guard.permitsHost(plain)).as(plain).isEqualTo(guard.permits(address));
      assertThat(guard.permitsHost("[::ffff:" + plain + "]"))
          .as(plain)
          .isEqualTo(guard.permits(address));
    }
  }

  @Property(tries = 2_000)
  void permitsNoAddressThatIsOddlyWritten(@ForAll("octets") List<Integer> octets) {
    long number = octets.stream().mapToLong(Integer::longValue).reduce(0, (a, b) -> (a << 8) | b);

    assertThat(
            List.of(
                Long.toString(number),
                "0x%x".formatted(number),
                "0X%08X".formatted(number),
                "%d.%d".formatted(number >> 24, number & 0xff_ffff),
                written("0x%x.0x%x.0x%x.0x%x", octets),
                written("0%o.0%o.0%o.0%o", octets),
                written("%d.%d.%d.0%d", octets),
                written("%03d.%d.%d.00%d", octets)))
        .noneMatch(OPEN::permitsHost);
  }

  @Provide
  Arbitrary<List<Integer>> octets() {
    return Arbitraries.oneOf(
            Arbitraries.integers().between(0, 255), Arbitraries.of(0, 1, 10, 100, 127, 169, 254))
        .list()
        .ofSize(4);
  }

  private static String written(String format, List<Integer> octets) {
    return format.formatted(octets.toArray());
  }
}
