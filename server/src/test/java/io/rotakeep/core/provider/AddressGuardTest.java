package io.rotakeep.core.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rotakeep.core.InvalidFieldException;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
        "100.100.100.200",
        "168.63.129.16",
        "169.254.169.254",
        "169.254.170.2",
        "::ffff:169.254.169.254",
        "fd00:ec2::254",
        "fd20:ce::254"
      })
  void opensToNobodyWhereMachinesAreToldTheirCredentials(String address) {
    AddressGuard open =
        new AddressGuard(List.of(AddressRange.parse("0.0.0.0/0"), AddressRange.parse("::/0")));

    for (AddressGuard guard : List.of(AddressGuard.PUBLIC_ONLY, AddressGuard.PRIVATE_TOO, open)) {
      assertThat(guard.permits(InetAddress.ofLiteral(address))).isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "as.example.com, true, true",
    "intranet, true, true",
    "localhost, true, true",
    "a.1a, true, true",
    "203.0.113.7, true, true",
    "[2606:4700::1], true, true",
    "10.0.0.1, false, true",
    "[fd12::1], false, true",
    "[::ffff:10.0.0.1], false, true",
    "[::ffff:203.0.113.7], true, true",
    "127.0.0.1, false, false",
    "127.0.0.2, false, false",
    "0.0.0.0, false, false",
    "[::], false, false",
    "[::1], false, false",
    "169.254.169.254, false, false",
    "[fd00:ec2::254], false, false",
    "[::ffff:127.0.0.1], false, false",
    "[fe80::1%nowhere], false, false",
    "0xCB007107, false, false",
    "a.example.0X7F, false, false",
    "a.example.1, false, false"
  })
  void judgesAHostByItsText(String host, boolean publicOnly, boolean privateToo) {
    assertThat(AddressGuard.PUBLIC_ONLY.permitsHost(host)).isEqualTo(publicOnly);
    assertThat(AddressGuard.PRIVATE_TOO.permitsHost(host)).isEqualTo(privateToo);
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
}
