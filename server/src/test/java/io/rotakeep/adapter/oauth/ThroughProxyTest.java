package io.rotakeep.adapter.oauth;

import static io.rotakeep.adapter.oauth.Exchanges.AMPLE;
import static io.rotakeep.adapter.oauth.Exchanges.SHORT;
import static io.rotakeep.adapter.oauth.Exchanges.TOKEN;
import static io.rotakeep.adapter.oauth.Exchanges.publicClient;
import static io.rotakeep.adapter.oauth.Exchanges.secret;
import static io.rotakeep.adapter.oauth.SelfMadeCertificates.host;
import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.core.oauth.EgressCheck;
import io.rotakeep.core.oauth.TokenObservation;
import io.rotakeep.core.oauth.TokenObservation.Answered;
import io.rotakeep.core.oauth.TokenObservation.NotSent;
import io.rotakeep.core.oauth.TokenObservation.Unanswered;
import io.rotakeep.core.oauth.TokenQuestion;
import io.rotakeep.core.provider.AddressGuard;
import io.rotakeep.core.secret.SecretBytes;
import io.rotakeep.testkit.proxy.TunnelProxy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The way by a real proxy to a real TLS server. */
@Timeout(60)
final class ThroughProxyTest {
  private static final String NAME = "as.example.com";
  private static final URI ENDPOINT = URI.create("https://" + NAME + "/token");

  private final SelfMadeCertificates ours = new SelfMadeCertificates();
  private SSLContext trust;
  private ScriptedServer server;
  private TunnelProxy proxy;

  @BeforeEach
  void start() throws Exception {
    trust = ours.client();
    server = serving(ours, peer -> peer.write(ScriptedServer.ok("{}")));
    proxy = TunnelProxy.to(Map.of(NAME + ":443", at(server)));
  }

  @AfterEach
  void stop() throws IOException {
    proxy.close();
    server.close();
  }

  @Test
  void keepsTlsWithTheServerAndTellsTheProxyOnlyHostAndPort() {
    assertThat(ask(ENDPOINT, AMPLE, null)).isInstanceOf(Answered.class);

    assertThat(proxy.requests())
        .containsExactly(
            String.join(
                "\r\n",
                "CONNECT as.example.com:443 HTTP/1.1",
                "Host: as.example.com:443",
                "User-Agent: rotakeep",
                "",
                ""));
    assertThat(server.onlyRequest()).startsWith("POST /token HTTP/1.1").contains(TOKEN);
    assertThat(proxy.heard()).contains("as.example.com").doesNotContain(TOKEN);
  }

  @Test
  void showsTheProxyItsLoginAndTheServerNothingOfIt() {
    proxy.demand("Basic cm90YWtlZXA6cGFzczp3b3Jk");

    assertThat(ask(ENDPOINT, AMPLE, login("rotakeep", "pass:word"))).isInstanceOf(Answered.class);

    assertThat(server.onlyRequest()).doesNotContainIgnoringCase("proxy");
  }

  @Test
  void sendsNothingWhereTheProxyWantsAnotherLogin() {
    proxy.demand("Basic eA==");

    assertNotSent(ask(ENDPOINT, AMPLE, login("rotakeep", "wrong")), "proxy: it wants other cred");
    assertNotSent(ask(ENDPOINT, AMPLE, null), "(status 407)");
    assertThat(proxy.requests()).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "HTTP/1.1 502 Bad Gateway;;Content-Length: 9;;;;{\"a\":\"b\"} | it made no tunnel (status"
            + " 502)",
        "HTTP/1.1 302 Found;;Location: https://elsewhere.example/;;;; | no tunnel (status 302)",
        "HTTP/1.1 100 Continue;;;; | no tunnel (status 100)",
        "SSH-2.0-OpenSSH;;;; | its answer is no HTTP",
        "HTTP/1.1 200 OK | it closed the connection"
      })
  void sendsNothingWhereTheProxyMakesNoTunnel(String answer, String cause) {
    proxy.answerAll(answer.replace(";;", "\r\n"));

    assertNotSent(ask(ENDPOINT, AMPLE, null), cause);
    assertThat(proxy.heard()).doesNotContain(TOKEN);
    assertThat(server.connections()).isZero();
  }

  @Test
  void sendsNothingWhereThereIsNoProxy() {
    proxy.close();

    assertThat(ask(ENDPOINT, AMPLE, null)).isEqualTo(new NotSent("proxy: connection refused"));
  }

  @Test
  void sendsNothingWhereTheProxyIsSilent() throws Exception {
    try (ScriptedServer silent = new ScriptedServer(ScriptedServer.Peer::keepSilent)) {

      TokenObservation seen =
          ask(ENDPOINT, SHORT, new ConnectProxy("127.0.0.1", silent.port(), null));

      assertThat(seen).isEqualTo(new NotSent("proxy: not within 300 ms"));
    }
  }

  @Test
  void sendsNothingToWhoeverCannotProveToBeTheServer() throws Exception {
    try (ScriptedServer stranger = serving(new SelfMadeCertificates(), _ -> {});
        TunnelProxy lying = TunnelProxy.to(Map.of(NAME + ":443", at(stranger)))) {

      TokenObservation seen =
          ask(ENDPOINT, AMPLE, new ConnectProxy("127.0.0.1", lying.port(), null));

      assertNotSent(seen, "TLS: the server's certificate comes from no authority");
      assertThat(stranger.bytesRead()).isZero();
    }
  }

  @Test
  void isInDoubtOnceItWentThroughTheTunnel() throws Exception {
    try (ScriptedServer mute = serving(ours, _ -> {});
        TunnelProxy other = TunnelProxy.to(Map.of(NAME + ":443", at(mute)))) {

      TokenObservation seen =
          ask(ENDPOINT, AMPLE, new ConnectProxy("127.0.0.1", other.port(), null));

      assertThat(seen).isInstanceOf(Unanswered.class);
      assertThat(mute.requests()).hasSize(1);
    }
  }

  @Test
  void goesStraightToLoopback() throws Exception {
    try (ScriptedServer plain = ScriptedServer.answering(ScriptedServer.ok("{}"))) {

      assertThat(ask(plain.uri("/token"), AMPLE, null)).isInstanceOf(Answered.class);

      assertThat(proxy.heard()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://as.example.com/token",
        "https://169.254.169.254/token",
        "https://[::ffff:10.0.0.1]/token",
        "https://[fd00::1]/token",
        "https://10.0.0.1/token",
        "https://2130706433/token",
        "https://0x7f.0.0.0x1/token",
        "https://0177.0.0.1/token",
        "https://intranet/token",
        "https://metadata.google.internal/token",
        "https://printer.LOCAL/token",
        "https://a.localhost/token"
      })
  void asksTheProxyForNoHostThatIsNotAPublicOne(String endpoint) {
    assertNotSent(ask(URI.create(endpoint), AMPLE, null), "address not permitted");
    assertThat(proxy.heard()).isEmpty();
  }

  private TokenObservation ask(URI endpoint, Duration time, @Nullable Object way) {
    ConnectProxy through =
        way instanceof ConnectProxy given
            ? given
            : new ConnectProxy("127.0.0.1", proxy.port(), (ConnectProxy.Login) way);
    try (through;
        SecretBytes token = secret(TOKEN)) {
      OutboundSettings settings =
          new OutboundSettings(
              time, AMPLE, trust, AddressGuard.PUBLIC_ONLY, through, EgressCheck.ofNothing());
      return new HttpTokenEndpoint(settings)
          .ask(endpoint, publicClient(), new TokenQuestion.Refresh(token));
    }
  }

  private static ConnectProxy.Login login(String user, String password) {
    return new ConnectProxy.Login(secret(user), secret(password));
  }

  private static InetSocketAddress at(ScriptedServer server) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port());
  }

  private static void assertNotSent(TokenObservation seen, String cause) {
    assertThat(seen)
        .isInstanceOfSatisfying(
            NotSent.class, notSent -> assertThat(notSent.cause()).contains(cause));
  }

  private static ScriptedServer serving(SelfMadeCertificates authority, ScriptedServer.Script then)
      throws Exception {
    return new ScriptedServer(
        authority
            .server(host(NAME))
            .getServerSocketFactory()
            .createServerSocket(0, 50, InetAddress.getLoopbackAddress()),
        peer -> {
          peer.readRequest();
          then.play(peer);
        });
  }
}
