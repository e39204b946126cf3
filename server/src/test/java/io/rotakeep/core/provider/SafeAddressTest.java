package io.rotakeep.core.provider;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.rotakeep.core.InvalidFieldException;
import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SafeAddressTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://as.example/token",
        "https://as.example:/token",
        "https://as.example:443/token",
        "https://as.example:1024/token",
        "https://as.example:65535/token",
        "https://203.0.113.7/token",
        "https://[2606:4700::1]:8443/token",
        "http://127.0.0.1/token",
        "http://127.0.0.1:80/token",
        "http://127.0.0.1:8080/token",
        "http://localhost/token",
        "https://[::1]/token"
      })
  void letsAskWhereAServerMayBe(String address) {
    assertThatCode(() -> outbound(address)).doesNotThrowAnyException();
  }

  /** The older rules come first. */
  @ParameterizedTest
  @CsvSource({
    "http://10.0.0.1:22/token, must use https",
    "https://10.0.0.1:22/token, must have no special-purpose or oddly written IP address",
    "https://127.0.0.2/token, must have no special-purpose",
    "https://2130706433/token, must have no special-purpose",
    "https://as.example:0/token, must have the port 443",
    "https://as.example:22/token, must have the port 443",
    "https://as.example:80/token, must have the port 443",
    "https://as.example:1023/token, must have the port 443",
    "https://as.example:65536/token, must have the port 443",
    "http://127.0.0.1:22/token, must have the port 443"
  })
  void letsAskNowhereElse(String address, String rule) {
    assertThatExceptionOfType(InvalidFieldException.class)
        .isThrownBy(() -> outbound(address))
        .withMessageStartingWith("url: " + rule);
  }

  private static void outbound(String address) {
    SafeAddress.checkOutbound("url", URI.create(address), AddressGuard.PUBLIC_ONLY);
  }
}
