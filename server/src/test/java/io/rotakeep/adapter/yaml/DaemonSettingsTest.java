package io.rotakeep.adapter.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.rotakeep.adapter.yaml.DaemonSettings.Address;
import io.rotakeep.adapter.yaml.DaemonSettings.Listen;
import io.rotakeep.adapter.yaml.DaemonSettings.Load;
import io.rotakeep.adapter.yaml.DaemonSettings.OnSuspicion;
import io.rotakeep.core.InvalidFieldException;
import io.rotakeep.core.caller.Policy;
import io.rotakeep.core.caller.Role;
import io.rotakeep.core.seal.SealKind;
import java.net.URI;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DaemonSettingsTest {
  private static final Address GRPC = new Address("127.0.0.1", 8740);
  private static final Address HTTP = new Address("127.0.0.1", 8741);

  @Test
  void keepsEverythingForDevelopmentInOneDirectoryAndTheWitnessBesideIt() {
    DaemonSettings settings = DaemonSettings.dev(Path.of("/tmp/x/../dev"), GRPC, HTTP);

    assertThat(settings)
        .isEqualTo(
            new DaemonSettings(
                Path.of("/tmp/dev"),
                Path.of("/tmp/dev-witness/witness"),
                new Listen(GRPC, null, null, HTTP, null, URI.create("http://127.0.0.1:8741"), true),
                new SealSettings(SealKind.KEY_FILE, Path.of("/tmp/dev/seal.key"), null),
                List.of(AuditSettings.File.of(Path.of("/tmp/dev/audit.jsonl"))),
                new AccessRules(
                    List.of(
                        new Policy(
                            "dev", List.of("dev"), List.of("**"), EnumSet.allOf(Role.class), null)),
                    List.of(),
                    1),
                NoticeSettings.NOBODY,
                new OnSuspicion(false),
                DaemonSettings.Egress.UNDECLARED,
                new Load(32, 200, 50),
                "dev"));
  }

  @Test
  void leavesThePublicUrlOpenWhereAFreePortIsTaken() {
    DaemonSettings settings =
        DaemonSettings.dev(Path.of("/tmp/dev"), GRPC, new Address("127.0.0.1", 0));

    assertThat(settings.listen().publicUrl()).isNull();
  }

  @Test
  void refusesDevelopmentOffLoopbackNamingTheOption() {
    Address open = new Address("0.0.0.0", 8740);

    assertThatExceptionOfType(InvalidFieldException.class)
        .isThrownBy(() -> DaemonSettings.dev(Path.of("/tmp/dev"), open, HTTP))
        .withMessage(
            "--grpc-address: must be loopback with --dev, such as 127.0.0.1:8740; use --config to"
                + " listen elsewhere");
    assertThatExceptionOfType(InvalidFieldException.class)
        .isThrownBy(() -> DaemonSettings.dev(Path.of("/tmp/dev"), GRPC, open))
        .withMessageStartingWith("--http-address: must be loopback with --dev");
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:8740, 127.0.0.1, 8740, true",
    "127.8.9.1:0, 127.8.9.1, 0, true",
    "localhost:65535, localhost, 65535, true",
    "[::1]:8740, ::1, 8740, true",
    "0.0.0.0:1, 0.0.0.0, 1, false",
    "[::]:1, ::, 1, false",
    "tokens.example.com:443, tokens.example.com, 443, false",
    "127.0.0.1.example.com:1, 127.0.0.1.example.com, 1, false",
  })
  void readsAddressesAndTellsLoopback(String text, String host, int port, boolean loopback) {
    Address address = Address.parse(text);

    assertThat(address).isEqualTo(new Address(host, port));
    assertThat(address.isLoopback()).isEqualTo(loopback);
    assertThat(address).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":1",
        "a",
        "a:",
        "a:b",
        "a:-1",
        "a:123456",
        "::1:1",
        "[::1]",
        "[]:1",
        "[a]:1",
        "a b:1",
        "ü:1",
        "http://a:1",
        "a:1 "
      })
  void refusesWhatIsNoAddress(String text) {
    assertThatExceptionOfType(InvalidFieldException.class)
        .isThrownBy(() -> Address.parse(text))
        .withMessageStartingWith("address: must ");
  }
}
