package io.rotakeep.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.grpc.TlsServerCredentials;
import io.rotakeep.v1.GetAccessTokenResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {
  @TempDir Path dir;
  private PemAuthority authority;
  private FakeDaemon daemon;

  @BeforeEach
  void start() throws IOException {
    authority = PemAuthority.create("Rotakeep test CA", dir.resolve("ca.crt"));
    authority.issue("server", dir);
    authority.issue("caller", dir);
    daemon =
        new FakeDaemon(
            TlsServerCredentials.newBuilder()
                .keyManager(dir.resolve("server.crt").toFile(), dir.resolve("server.key").toFile())
                .trustManager(dir.resolve("ca.crt").toFile())
                .clientAuth(TlsServerCredentials.ClientAuth.REQUIRE)
                .build());
    daemon.answer(GetAccessTokenResponse.newBuilder().setAccessToken("t").build());
  }

  @AfterEach
  void stop() {
    daemon.close();
  }

  @Test
  void showsItsCertificateAndTrustsTheAuthority() {
    var environment =
        Map.of(
            "ROTAKEEP_ADDRESS", daemon.address(),
            "ROTAKEEP_CA", dir.resolve("ca.crt").toString(),
            "ROTAKEEP_CERT", dir.resolve("caller.crt").toString(),
            "ROTAKEEP_KEY", dir.resolve("caller.key").toString());

    try (var client = RotakeepClient.fromEnvironment(environment)) {
      assertThat(client.accessToken("a").value()).isEqualTo("t");
    }
  }

  @Test
  void doesNotTalkToADaemonOfAnotherAuthority() {
    var other = dir.resolve("other.crt");
    PemAuthority.create("Another CA", other);

    try (var client = caller().authority(other).build()) {
      assertThatExceptionOfType(RotakeepException.Unavailable.class)
          .isThrownBy(() -> client.accessToken("a"));
    }
    assertThat(daemon.requests()).isEmpty();
  }

  @Test
  void isTurnedAwayWithoutACertificate() {
    var builder =
        RotakeepClient.builder().address(daemon.address()).authority(dir.resolve("ca.crt"));

    try (var client = builder.build()) {
      assertThatExceptionOfType(RotakeepException.Unavailable.class)
          .isThrownBy(() -> client.accessToken("a"));
    }
    assertThat(daemon.requests()).isEmpty();
  }

  @Test
  void refusesFilesThatHoldSomethingElse() {
    var certificate = dir.resolve("caller.crt");
    var key = dir.resolve("caller.key");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> caller().authority(key).build())
        .withMessage("authority (ROTAKEEP_CA): " + key + " holds no PEM block \"CERTIFICATE\"");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> caller().identity(certificate, certificate).build())
        .withMessage("key (ROTAKEEP_KEY): " + certificate + " holds no PEM block \"PRIVATE KEY\"");
  }

  private RotakeepClientBuilder caller() {
    return RotakeepClient.builder()
        .address(daemon.address())
        .authority(dir.resolve("ca.crt"))
        .identity(dir.resolve("caller.crt"), dir.resolve("caller.key"));
  }
}
