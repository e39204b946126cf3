package io.rotakeep.adapter.oauth;

import static io.rotakeep.adapter.oauth.Exchanges.AMPLE;
import static io.rotakeep.adapter.oauth.Exchanges.SHORT;
import static io.rotakeep.adapter.oauth.Exchanges.client;
import static io.rotakeep.adapter.oauth.Exchanges.publicClient;
import static io.rotakeep.adapter.oauth.Exchanges.within;
import static io.rotakeep.adapter.oauth.SelfMadeCertificates.host;
import static io.rotakeep.adapter.oauth.SelfMadeCertificates.loopback;
import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.core.probe.Publication;
import io.rotakeep.core.probe.Sighting;
import io.rotakeep.core.provider.AddressGuard;
import io.rotakeep.core.provider.ClientAuthentication;
import io.rotakeep.core.provider.ServerTrust;
import java.net.InetAddress;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class HttpServerProbeTest {
  private final SelfMadeCertificates ours = new SelfMadeCertificates();
  private final HttpServerProbe probe = new HttpServerProbe(within(AMPLE));

  @Test
  void seesWhereAnAnswerLeadsAndDoesNotGoThere() throws Exception {
    try (ScriptedServer server =
        ScriptedServer.answering(
            http(
                "HTTP/1.1 302 Found",
                "Location: /sign-in?next=1",
                "Date: Fri, 27 Nov 2026 12:00:00 GMT",
                "Content-Length: 0"))) {

      Sighting seen = probe.page(server.uri("/authorize?client_id=x"), ServerTrust.USUAL);

      assertThat(seen)
          .isEqualTo(
              new Sighting.Seen(
                  302,
                  null,
                  server.uri("/sign-in?next=1"),
                  Instant.parse("2026-11-27T12:00:00Z"),
                  new Sighting.Line("127.0.0.1", null)));
      assertThat(server.onlyRequest())
          .startsWith("GET /authorize?client_id=x HTTP/1.1")
          .contains("Accept: text/html")
          .doesNotContain("Authorization");
    }
  }

  @Test
  void showsOurClientAndWhatIsMadeUp() throws Exception {
    try (ScriptedServer server =
        ScriptedServer.answering(
            http("HTTP/1.1 400 Bad Request", "Content-Length: 25")
                + "{\"error\":\"invalid_grant\"}")) {

      Sighting seen =
          probe.ask(
              server.uri("/token"),
              client(ClientAuthentication.CLIENT_SECRET_POST, "our-app", "hunter22"),
              Map.of("code", "made-up"));

      assertThat(seen)
          .isInstanceOfSatisfying(
              Sighting.Seen.class, it -> assertThat(it.errorCode()).isEqualTo("invalid_grant"));
      assertThat(server.onlyRequest())
          .startsWith("POST /token")
          .contains("code=made-up")
          .contains("client_secret=hunter22");
      assertThat(seen.toString()).doesNotContain("hunter22");
    }
  }

  @Test
  void verifiesTheServerAndSaysHow() throws Exception {
    try (ScriptedServer server = serving(ours.server(loopback()))) {

      assertThat(trusting().page(https(server), ServerTrust.USUAL))
          .isInstanceOfSatisfying(
              Sighting.Seen.class,
              seen -> {
                Sighting.Security security = seen.line().security();
                assertThat(security).isNotNull();
                assertThat(security.protocol()).isEqualTo("TLSv1.3");
                assertThat(security.certificateEnds()).isAfter(Instant.now());
              });
    }
  }

  @Test
  void trustsNobodyWhoCannotProveToBeTheServer() throws Exception {
    distrusts(new SelfMadeCertificates().server(loopback()), "no authority that is trusted");
    distrusts(ours.expiredServer(loopback()), "has expired");
    distrusts(ours.server(host("login.example")), "not one for this host");
  }

  @Test
  void toleratesWhatNeverAnswersAndWhatIsNotThere() throws Exception {
    try (ScriptedServer silent = new ScriptedServer(ScriptedServer.Peer::keepSilent);
        ScriptedServer garbage = ScriptedServer.answering("SSH-2.0-OpenSSH_9.6\r\n\r\n");
        ScriptedServer endless = endless()) {
      HttpServerProbe hasty = new HttpServerProbe(within(SHORT));

      assertThat(hasty.page(silent.uri("/"), ServerTrust.USUAL))
          .isInstanceOf(Sighting.Unseen.class);
      assertThat(probe.page(garbage.uri("/"), ServerTrust.USUAL))
          .isInstanceOf(Sighting.Unseen.class);
      assertThat(probe.page(endless.uri("/"), ServerTrust.USUAL)).isInstanceOf(Sighting.Seen.class);
      assertThat(
              probe.page(
                  URI.create("http://127.0.0.1:" + ScriptedServer.refusedPort() + "/"),
                  ServerTrust.USUAL))
          .isEqualTo(new Sighting.Unseen("connection refused", false));
    }
  }

  @Test
  void speaksToNoAddressThatIsNotPermitted() {
    assertThat(probe.page(URI.create("https://10.0.0.1/"), ServerTrust.USUAL))
        .isInstanceOfSatisfying(
            Sighting.Unseen.class,
            unseen -> assertThat(unseen.cause()).startsWith("address not permitted"));
    assertThat(probe.page(URI.create("http://login.example.com/"), ServerTrust.USUAL))
        .isInstanceOfSatisfying(
            Sighting.Unseen.class,
            unseen -> assertThat(unseen.cause()).startsWith("address not permitted"));
  }

  @Test
  void doesNotTryWhatItCannotProve() {
    Sighting seen =
        probe.ask(
            URI.create("http://127.0.0.1:1/token"),
            client(ClientAuthentication.PRIVATE_KEY_JWT, "our-app", null),
            Map.of());

    assertThat(seen).isEqualTo(new Sighting.Unseen("private_key_jwt is not supported yet", false));
  }

  @Test
  void readsWhatIsPublishedWithoutJudgingIt() throws Exception {
    String json =
        """
        {"issuer":"https://evil.example","authorization_endpoint":"https://a.example/a",
         "token_endpoint":"https://a.example/t","response_types_supported":["code"],
         "code_challenge_methods_supported":["plain"]}
        """;
    try (ScriptedServer server = ScriptedServer.answering(ScriptedServer.ok(json))) {

      assertThat(probe.published(server.uri(""), ServerTrust.USUAL))
          .isEqualTo(
              new Publication.Document(
                  "https://evil.example",
                  URI.create("https://a.example/a"),
                  URI.create("https://a.example/t"),
                  null,
                  null,
                  null,
                  Set.of("plain")));
    }
  }

  private static String http(String... head) {
    return String.join("\r\n", head) + "\r\n\r\n";
  }

  private void distrusts(SSLContext identity, String cause) throws Exception {
    try (ScriptedServer server = serving(identity)) {

      assertThat(trusting().ask(https(server), publicClient(), Map.of("code", "made-up")))
          .isInstanceOfSatisfying(
              Sighting.Unseen.class,
              unseen -> {
                assertThat(unseen.distrusted()).isTrue();
                assertThat(unseen.cause()).contains(cause);
              });
      assertThat(server.bytesRead()).isZero();
    }
  }

  private HttpServerProbe trusting() throws Exception {
    return new HttpServerProbe(
        new OutboundSettings(AMPLE, AMPLE, ours.client(), AddressGuard.PUBLIC_ONLY));
  }

  private static URI https(ScriptedServer server) {
    return URI.create("https://127.0.0.1:" + server.port() + "/token");
  }

  private static ScriptedServer serving(SSLContext identity) throws Exception {
    return new ScriptedServer(
        identity
            .getServerSocketFactory()
            .createServerSocket(0, 50, InetAddress.getLoopbackAddress()),
        peer -> {
          peer.readRequest();
          peer.write(ScriptedServer.ok("{}"));
        });
  }

  private static ScriptedServer endless() throws Exception {
    return new ScriptedServer(
        peer -> {
          peer.readRequest();
          peer.write("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n");
          byte[] page = new byte[8192];
          while (true) {
            peer.write(page);
          }
        });
  }
}
