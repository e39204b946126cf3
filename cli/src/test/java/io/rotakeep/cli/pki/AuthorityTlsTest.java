package io.rotakeep.cli.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.rotakeep.adapter.grpc.HealthReport;
import io.rotakeep.adapter.grpc.RpcServer;
import io.rotakeep.adapter.grpc.RpcSettings;
import io.rotakeep.adapter.grpc.ServiceTable;
import io.rotakeep.client.RotakeepClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the authority issues and revokes, on a real listener over real TLS. */
final class AuthorityTlsTest {
  private static final Duration LIFE = Duration.ofDays(90);
  private static final String CRM = "spiffe://example.org/crm";

  @TempDir private Path directory;
  private final SecureRandom random = new SecureRandom();
  private final Instant now = Instant.now();
  private final List<AutoCloseable> opened = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable it : opened.reversed()) {
      it.close();
    }
  }

  @ParameterizedTest
  @EnumSource(KeyAlgorithm.class)
  void turnsAwayWhoWasRevokedWhileItRuns(KeyAlgorithm algorithm) throws Exception {
    Authority authority = authority("ca", algorithm);
    RpcServer server = listening(authority, files("ca"));
    Authority.Issued crm = authority.issue(caller("crm", CRM), LIFE, now);
    Authority.Issued other = authority.issue(caller("other", CRM + "/2"), LIFE, now);
    RotakeepClient before = client(server, crm);
    RotakeepClient kept = client(server, other);
    assertThat(List.of(check(before), check(kept))).containsOnly(Code.OK);

    assertThat(authority.revoke("crm", now)).isOne();
    server.refresh();

    await().untilAsserted(() -> assertThat(check(before)).isEqualTo(Code.UNAVAILABLE));
    assertThat(check(client(server, crm))).isEqualTo(Code.UNAVAILABLE);
    assertThat(check(kept)).isEqualTo(Code.OK);
    assertThat(check(client(server, other))).isEqualTo(Code.OK);
  }

  @Test
  void turnsAwayWhoseCertificateDoesNotCount() throws Exception {
    Authority authority = authority("ca", KeyAlgorithm.P256);
    Authority stranger = authority("stranger", KeyAlgorithm.P256);
    RpcServer server = listening(authority, files("ca"));

    Authority.Issued foreign = stranger.issue(caller("crm", CRM), LIFE, now);
    Authority.Issued expired =
        authority.issue(caller("old", CRM), Duration.ofDays(1), now.minus(Duration.ofDays(2)));
    Authority.Issued early =
        authority.issue(caller("early", CRM), LIFE, now.plus(Duration.ofDays(1)));
    Authority.Issued onlyServer =
        authority.issue(
            new Subject("web", null, List.of("a.example", "b.example"), List.of()), LIFE, now);

    for (Authority.Issued it : List.of(foreign, expired, early, onlyServer)) {
      assertThat(check(client(server, it))).as("%s", it.file()).isEqualTo(Code.UNAVAILABLE);
    }
  }

  @Test
  void letsNoHolderOfACertificateIssueOthers() throws Exception {
    Authority authority = authority("ca", KeyAlgorithm.P256);
    RpcServer server = listening(authority, files("ca"));
    Authority.Issued crm = authority.issue(caller("crm", CRM), LIFE, now);
    var keys = KeyAlgorithm.P256.newKeys(random);
    X509Certificate forged =
        new Signing(crm.certificate(), Pem.key(crm.key(), crm.certificate().getPublicKey()))
            .leaf(
                caller("ops", "spiffe://example.org/ops"),
                keys.getPublic(),
                java.math.BigInteger.TEN,
                now,
                now.plus(LIFE));
    Path chain = directory.resolve("forged.crt");
    Path key = directory.resolve("forged.key");
    Files.writeString(chain, Pem.text(forged) + Pem.text(crm.certificate()));
    Files.writeString(key, Pem.privateText(keys));

    assertThat(check(client(server, new Authority.Issued(forged, chain, key))))
        .isEqualTo(Code.UNAVAILABLE);
  }

  @Test
  void keepsWhatItHadWhileAPairIsHalfReplaced() throws Exception {
    Authority authority = authority("ca", KeyAlgorithm.P256);
    RpcServer server = listening(authority, files("ca"));
    Authority.Issued crm = authority.issue(caller("crm", CRM), LIFE, now);
    byte[] oldKey = Files.readAllBytes(files("ca").key("server"));
    Authority.Issued renewed = authority.renew(server(), LIFE, now);
    byte[] newKey = Files.readAllBytes(renewed.key());

    Files.write(renewed.key(), oldKey);
    server.refresh();
    assertThat(check(client(server, crm))).isEqualTo(Code.OK);
    Files.write(renewed.key(), newKey);
    server.refresh();

    assertThat(check(client(server, crm))).isEqualTo(Code.OK);
  }

  @Test
  void goesOnWithTheListItHadWhenTheNewOneIsOfNoUse() throws Exception {
    Authority authority = authority("ca", KeyAlgorithm.P256);
    AuthorityFiles stranger = files("stranger");
    var _ = authority("stranger", KeyAlgorithm.P256);
    RpcServer server = listening(authority, files("ca"));
    Authority.Issued crm = authority.issue(caller("crm", CRM), LIFE, now);
    var _ = authority.revoke("crm", now);
    server.refresh();
    byte[] list = Files.readAllBytes(files("ca").revocations());

    for (byte[] bad : List.of(Files.readAllBytes(stranger.revocations()), new byte[] {'x'})) {
      Files.write(files("ca").revocations(), bad);
      server.refresh();
      assertThat(check(client(server, crm))).isEqualTo(Code.UNAVAILABLE);
    }
    Files.delete(files("ca").revocations());
    server.refresh();
    assertThat(check(client(server, crm))).isEqualTo(Code.UNAVAILABLE);
    Files.write(files("ca").revocations(), list);
    server.refresh();
    assertThat(check(client(server, crm))).isEqualTo(Code.UNAVAILABLE);
  }

  @Test
  void doesNotStartWithAListThatSaysNothing() throws Exception {
    Authority authority = authority("ca", KeyAlgorithm.P256);
    var _ = authority.issue(server(), LIFE, now);
    var _ = authority("stranger", KeyAlgorithm.P256);

    assertThatThrownBy(() -> listen(files("ca"), files("stranger").revocations()))
        .hasMessage(
            "listen.grpc.tls.client_crl: "
                + files("stranger").revocations()
                + " holds a list that no authority in client_ca has signed");
    assertThatThrownBy(() -> listen(files("ca"), files("ca").certificate("ca")))
        .hasMessageStartingWith("listen.grpc.tls.client_crl: ")
        .hasMessageContaining("holds no revocation list in PEM");
  }

  private Authority authority(String name, KeyAlgorithm algorithm) throws Exception {
    return Authority.create(
        files(name), algorithm, random, _ -> {}, now.minus(Duration.ofDays(10)));
  }

  private AuthorityFiles files(String name) {
    return new AuthorityFiles(directory.resolve(name));
  }

  private RpcServer listening(Authority authority, AuthorityFiles files) throws Exception {
    var _ = authority.issue(server(), LIFE, now);
    RpcServer server = listen(files, files.revocations());
    opened.add(server);
    return server;
  }

  private static RpcServer listen(AuthorityFiles files, @Nullable Path revocations)
      throws IOException {
    RpcSettings.Tls tls =
        new RpcSettings.Tls(
            files.certificate("server"), files.key("server"), files.certificate("ca"), revocations);
    RpcSettings settings =
        new RpcSettings(
            new RpcSettings.Tcp(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), tls),
            null,
            false,
            RpcSettings.Limits.DEFAULT);
    return RpcServer.prepare(settings, InstantSource.system())
        .start(new ServiceTable(List.of()), new HealthReport(List.of()), List.of());
  }

  private static Subject server() {
    return new Subject("server", null, List.of("localhost"), List.of("127.0.0.1"));
  }

  private static Subject caller(String name, String id) {
    return new Subject(name, id, List.of(), List.of());
  }

  private RotakeepClient client(RpcServer server, Authority.Issued identity) {
    RotakeepClient client =
        RotakeepClient.builder()
            .address("localhost:" + server.address().orElseThrow().getPort())
            .authority(directory.resolve("ca/ca.crt"))
            .identity(identity.file(), identity.key())
            .build();
    opened.add(client);
    return client;
  }

  private static Code check(RotakeepClient client) {
    try {
      var _ =
          HealthGrpc.newBlockingStub(client.channel())
              .withDeadlineAfter(30, TimeUnit.SECONDS)
              .check(HealthCheckRequest.getDefaultInstance());
      return Code.OK;
    } catch (StatusRuntimeException e) {
      return e.getStatus().getCode();
    }
  }
}
