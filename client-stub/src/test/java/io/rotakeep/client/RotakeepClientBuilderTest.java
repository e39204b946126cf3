package io.rotakeep.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.rotakeep.client.internal.channel.Address;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RotakeepClientBuilderTest {
  @TempDir Path dir;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "localhost", ":8740", "localhost:", "localhost:0", "localhost:65536",
        "https://localhost:8740", "a b:1", "::1:8740", "unix:", "unix:relative", "localhost:8740/x"
      })
  void refusesWhatIsNoAddress(String address) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RotakeepClient.builder().address(address).build())
        .withMessageContaining("must be host:port, [ipv6]:port or unix:/absolute/path");
  }

  @ParameterizedTest
  @CsvSource({
    "localhost:1,          dns:///localhost:1,          true",
    "127.0.0.1:8740,       dns:///127.0.0.1:8740,       true",
    "127.9.9.9:8740,       dns:///127.9.9.9:8740,       true",
    "[::1]:8740,           dns:///[::1]:8740,           true",
    "unix:/run/r.sock,     unix:/run/r.sock,            true",
    "127.0.0.1.example:1,  dns:///127.0.0.1.example:1,  false",
    "localhost.example:1,  dns:///localhost.example:1,  false",
    "10.0.0.1:8740,        dns:///10.0.0.1:8740,        false",
    "[2001:db8::1]:8740,   dns:///[2001:db8::1]:8740,   false",
  })
  void tellsLocalAddressesFromOthers(String text, String target, boolean local) {
    var address = Address.parse(text);

    assertThat(address.local()).isEqualTo(local);
    assertThat(Address.target(List.of(address))).isEqualTo(target);
  }

  @Test
  void dialsSeveralDaemonsAsAList() {
    var daemons = List.of(Address.parse("a.example:1"), Address.parse("[::1]:2"));

    assertThat(Address.target(daemons)).isEqualTo("rotakeep:///a.example:1,[::1]:2");
  }

  @Test
  void wantsAUnixSocketToStandAlone() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> RotakeepClient.builder().addresses("unix:/run/r.sock", "localhost:1").build())
        .withMessageContaining("stands alone");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RotakeepClient.builder().addresses())
        .withMessageContaining("at least one");
  }

  @Test
  void sendsNothingUnencryptedToAnyOfSeveral() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> RotakeepClient.builder().addresses("127.0.0.1:1", "10.0.0.1:8740").build())
        .withMessageContaining("10.0.0.1");
  }

  @Test
  void refusesANegativeMaxStale() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RotakeepClient.builder().maxStale(Duration.ofSeconds(-1)))
        .withMessageContaining("must not be negative");
  }

  @Test
  void sendsNothingUnencryptedToOtherMachines() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RotakeepClient.builder().address("10.0.0.1:8740").build())
        .withMessageContaining("ROTAKEEP_CA");
  }

  @Test
  void demandsCertificateAndKeyTogether() {
    var environment = Map.of("ROTAKEEP_CERT", "/tmp/caller.crt", "ROTAKEEP_KEY", "");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> RotakeepClient.fromEnvironment(environment))
        .withMessageContaining("ROTAKEEP_CERT, ROTAKEEP_KEY");
  }

  @Test
  void demandsTheAuthorityWithACertificate() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> RotakeepClient.builder().identity(dir.resolve("c"), dir.resolve("k")).build())
        .withMessageContaining("ROTAKEEP_CA");
  }

  @Test
  void namesTheFileItCannotRead() {
    var missing = dir.resolve("ca.crt");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> RotakeepClient.builder().authority(missing).build())
        .withMessage("authority (ROTAKEEP_CA): cannot read " + missing);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "-PT1S"})
  void refusesADeadlineThatHasPassedAlready(Duration deadline) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RotakeepClient.builder().deadline(deadline))
        .withMessageContaining("must be more than 0");
  }
}
