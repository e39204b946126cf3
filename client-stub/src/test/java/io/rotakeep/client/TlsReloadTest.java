package io.rotakeep.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.grpc.ServerCredentials;
import io.grpc.TlsServerCredentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files that are replaced while a client runs; a daemon that restarts makes it connect anew. */
@Timeout(120)
class TlsReloadTest {
  @TempDir Path dir;
  private PemAuthority authority;
  private FakeDaemon daemon;
  private RotakeepClient client;

  @BeforeEach
  void start() throws IOException {
    authority = PemAuthority.create("First CA", dir.resolve("ca.crt"));
    authority.issue("server", dir);
    authority.issue("caller", dir);
    authority.issue("renewed", dir);
    Files.copy(dir.resolve("ca.crt"), dir.resolve("callers-ca.crt"));
    daemon = daemon(0);
    client =
        RotakeepClient.builder()
            .address(daemon.address())
            .authority(dir.resolve("ca.crt"))
            .identity(dir.resolve("caller.crt"), dir.resolve("caller.key"))
            .build();
  }

  @AfterEach
  void stop() {
    client.close();
    daemon.close();
  }

  @Test
  void showsTheNewCertificateOnANewConnection() throws IOException {
    assertThat(peerOfACall()).isEqualTo("CN=caller");

    replace("caller.crt", "renewed.crt");
    replace("caller.key", "renewed.key");
    assertThat(peerOfACall()).as("an open connection stays").isEqualTo("CN=caller");
    restart();

    assertThat(peerOfAnAnsweredCall()).isEqualTo("CN=renewed");
  }

  @Test
  void keepsTheOldPairUntilBothHalvesAreNew() throws IOException {
    replace("caller.key", "renewed.key");
    assertThat(peerOfACall()).isEqualTo("CN=caller");

    Files.writeString(dir.resolve("caller.crt"), "-----BEGIN CERTI");
    restart();
    assertThat(peerOfAnAnsweredCall()).isEqualTo("CN=caller");

    replace("caller.crt", "renewed.crt");
    restart();
    assertThat(peerOfAnAnsweredCall()).isEqualTo("CN=renewed");
  }

  @Test
  void renewsACertificateWhoseKeyStays() throws IOException {
    authority.renew("caller", "CN=caller again", dir);
    restart();

    assertThat(peerOfAnAnsweredCall()).isEqualTo("CN=caller again");
  }

  @Test
  void trustsTheNewAuthorityAndNoLongerTheOld() throws IOException {
    assertThat(peerOfACall()).isEqualTo("CN=caller");

    PemAuthority.create("Second CA", dir.resolve("new-ca.crt")).issue("server", dir);
    restart();
    assertThat(org.assertj.core.api.Assertions.catchThrowable(this::peerOfACall))
        .isInstanceOf(RotakeepException.Unavailable.class);

    replace("ca.crt", "new-ca.crt");
    assertThat(peerOfAnAnsweredCall()).isEqualTo("CN=caller");
  }

  @Test
  void refusesAPairThatDoesNotBelongTogetherAtTheStart() throws IOException {
    replace("caller.key", "renewed.key");

    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                RotakeepClient.builder()
                    .authority(dir.resolve("ca.crt"))
                    .identity(dir.resolve("caller.crt"), dir.resolve("caller.key"))
                    .build())
        .withMessageContaining("is not the key of the certificate in");
  }

  private String peerOfACall() {
    int before = daemon.peers().size();
    client.accessToken("a");
    return daemon.peers().get(before);
  }

  /** A client that dialled while the daemon was away waits a moment before it dials again. */
  private String peerOfAnAnsweredCall() {
    return await()
        .ignoreException(RotakeepException.Unavailable.class)
        .until(this::peerOfACall, peer -> !peer.isEmpty());
  }

  private void restart() throws IOException {
    int port = daemon.port();
    daemon.close();
    daemon = daemon(port);
  }

  private FakeDaemon daemon(int port) throws IOException {
    FakeDaemon started = new FakeDaemon(port, credentials());
    started.answer(Answers.token("t", Instant.now().plus(Duration.ofHours(1))));
    return started;
  }

  private ServerCredentials credentials() throws IOException {
    return TlsServerCredentials.newBuilder()
        .keyManager(dir.resolve("server.crt").toFile(), dir.resolve("server.key").toFile())
        .trustManager(dir.resolve("callers-ca.crt").toFile())
        .clientAuth(TlsServerCredentials.ClientAuth.REQUIRE)
        .build();
  }

  /** As tools that renew do it: beside, then renamed over. */
  private void replace(String file, String by) throws IOException {
    Path beside = Files.copy(dir.resolve(by), dir.resolve(file + ".new"));
    Files.move(beside, dir.resolve(file), java.nio.file.StandardCopyOption.ATOMIC_MOVE);
  }
}
