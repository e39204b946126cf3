package io.rotakeep.adapter.oauth;

import static io.rotakeep.adapter.oauth.Exchanges.AMPLE;
import static io.rotakeep.adapter.oauth.Exchanges.SHORT;
import static io.rotakeep.adapter.oauth.Exchanges.publicClient;
import static io.rotakeep.adapter.oauth.Exchanges.secret;
import static io.rotakeep.adapter.oauth.SelfMadeCertificates.host;
import static io.rotakeep.adapter.oauth.SelfMadeCertificates.loopback;
import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.core.oauth.TokenObservation;
import io.rotakeep.core.oauth.TokenObservation.Answered;
import io.rotakeep.core.oauth.TokenObservation.NotSent;
import io.rotakeep.core.oauth.TokenQuestion;
import io.rotakeep.core.provider.AddressGuard;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server that cannot prove who it is gets nothing. */
@Timeout(60)
final class TlsTest {
  private final SelfMadeCertificates ours = new SelfMadeCertificates();

  @Test
  void speaksToAServerThatProvesItself() throws Exception {
    try (ScriptedServer server = serving(ours.server(loopback()))) {

      assertThat(ask(server, AMPLE)).isInstanceOf(Answered.class);
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void sendsNothingToAServerOfAnUnknownAuthority() throws Exception {
    refuses(new SelfMadeCertificates().server(loopback()), "no authority that is trusted");
  }

  @Test
  void sendsNothingUnderAnExpiredCertificate() throws Exception {
    refuses(ours.expiredServer(loopback()), "has expired");
  }

  @Test
  void sendsNothingUnderACertificateForAnotherHost() throws Exception {
    refuses(ours.server(host("login.example")), "not one for this host");
    refuses(ours.server(host("127.0.0.1")), "not one for this host");
  }

  @Test
  void sendsNothingToAServerThatSpeaksNoTls() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(peer -> peer.write("HTTP/1.1 200 OK\r\n\r\n{}"))) {

      assertThat(ask(server, AMPLE)).isInstanceOf(NotSent.class);
    }
  }

  @Test
  void sendsNothingToAServerThatNeverShakesHands() throws Exception {
    try (ScriptedServer server = new ScriptedServer(ScriptedServer.Peer::keepSilent)) {

      assertThat(ask(server, SHORT)).isEqualTo(new NotSent("not within 300 ms"));
    }
  }

  private void refuses(SSLContext identity, String cause) throws Exception {
    try (ScriptedServer server = serving(identity)) {

      TokenObservation seen = ask(server, AMPLE);

      assertThat(seen)
          .isInstanceOfSatisfying(
              NotSent.class, notSent -> assertThat(notSent.cause()).contains(cause));
      assertThat(server.bytesRead()).isZero();
    }
  }

  private TokenObservation ask(ScriptedServer server, Duration exchange) throws Exception {
    OutboundSettings settings =
        new OutboundSettings(exchange, AMPLE, ours.client(), AddressGuard.PUBLIC_ONLY);
    return new HttpTokenEndpoint(settings)
        .ask(
            URI.create("https://127.0.0.1:" + server.port() + "/token"),
            publicClient(),
            new TokenQuestion.Refresh(secret("rt")));
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
}
