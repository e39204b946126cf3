package io.rotakeep.adapter.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rotakeep.core.InvalidFieldException;
import io.rotakeep.core.provider.AddressRange;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AddressGuardTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "10.1.2.3",
        "100.64.0.1",
        "127.0.0.1",
        "127.255.255.254",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.192",
        "192.168.1.1",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::10.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::a00:1",
        "2002:a00:1::",
        "2001:0:1::1",
        "fc00::1",
        "fdff::1",
        "fe80::1",
        "fec0::1",
        "ff02::1"
      })
  void refusesWhatIsNotTheInternets(String address) {
    assertThat(AddressGuard.PUBLIC_ONLY.permits(InetAddress.ofLiteral(address))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.1.1.1",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "203.0.113.7",
        "223.255.255.255",
        "2606:4700::1",
        "2a00::1"
      })
  void permitsTheInternet(String address) {
    assertThat(AddressGuard.PUBLIC_ONLY.permits(InetAddress.ofLiteral(address))).isTrue();
  }

  @Test
  void permitsWhatAnOperatorHasOpenedAndNoMore() {
    AddressGuard guard =
        new AddressGuard(
            List.of(AddressRange.parse("10.8.0.0/14"), AddressRange.parse("fd00::/8")));

    assertThat(guard.permits(InetAddress.ofLiteral("10.11.255.255"))).isTrue();
    assertThat(guard.permits(InetAddress.ofLiteral("10.12.0.0"))).isFalse();
    assertThat(guard.permits(InetAddress.ofLiteral("fd12::1"))).isTrue();
    assertThat(guard.permits(InetAddress.ofLiteral("fc12::1"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "10.0.0.0",
        "10.0.0.0/",
        "10.0.0.0/33",
        "10.0.0.0/-1",
        "::/129",
        "host/8",
        "/8"
      })
  void aRangeHasAnAddressAndALength(String text) {
    assertThatThrownBy(() -> AddressRange.parse(text)).isInstanceOf(InvalidFieldException.class);
  }

  @Test
  void resolvesOnlyToPermittedAddresses() throws Exception {
    GuardedDnsResolver open =
        new GuardedDnsResolver(InetAddress::isLoopbackAddress, Duration.ofSeconds(20));
    GuardedDnsResolver closed =
        new GuardedDnsResolver(AddressGuard.PUBLIC_ONLY::permits, Duration.ofSeconds(20));

    assertThat(open.resolve("localhost")).isNotEmpty().allMatch(InetAddress::isLoopbackAddress);
    assertThatThrownBy(() -> closed.resolve("localhost")).isInstanceOf(UnknownHostException.class);
    assertThatThrownBy(() -> closed.resolve("127.1")).isInstanceOf(UnknownHostException.class);
  }
}
