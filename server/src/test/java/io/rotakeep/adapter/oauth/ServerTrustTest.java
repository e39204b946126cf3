package io.rotakeep.adapter.oauth;

import static io.rotakeep.adapter.oauth.Exchanges.AMPLE;
import static io.rotakeep.adapter.oauth.Exchanges.secret;
import static io.rotakeep.adapter.oauth.SelfMadeCertificates.host;
import static io.rotakeep.adapter.oauth.SelfMadeCertificates.loopback;
import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.core.oauth.ClientCredentials;
import io.rotakeep.core.oauth.TokenObservation;
import io.rotakeep.core.oauth.TokenObservation.Answered;
import io.rotakeep.core.oauth.TokenObservation.NotSent;
import io.rotakeep.core.oauth.TokenQuestion;
import io.rotakeep.core.provider.AddressGuard;
import io.rotakeep.core.provider.ClientAuthentication;
import io.rotakeep.core.provider.Dialect;
import io.rotakeep.core.provider.ServerTrust;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server that does not prove itself as its provider demands gets nothing. */
@Timeout(60)
final class ServerTrustTest {
  private static final String OTHER = "sha256/" + "A".repeat(43) + "=";
  private static final Pattern SHOWN = Pattern.compile("it shows (sha256/\\S{44})$");

  private final SelfMadeCertificates ours = new SelfMadeCertificates();
  private final SelfMadeCertificates others = new SelfMadeCertificates();

  @Test
  void speaksToAServerThatShowsThePinnedKey() throws Exception {
    try (ScriptedServer server = serving(ours.server(loopback()))) {
      String own = shownBy(server);

      assertThat(refresh(server, pinned(OTHER, own))).isInstanceOf(Answered.class);
    }
  }

  @Test
  void speaksToAServerWhoseAuthorityIsPinned() throws Exception {
    try (ScriptedServer server = serving(ours.server(loopback()))) {
      String pin = PinnedKeys.pinOf(ours.authority());

      assertThat(refresh(server, pinned(pin))).isInstanceOf(Answered.class);
    }
  }

  @Test
  void sendsNothingUnderAnotherKeyAndSaysWhichItWas() throws Exception {
    try (ScriptedServer server = serving(ours.server(loopback()))) {
      TokenObservation seen = refresh(server, pinned(OTHER));

      assertThat(seen)
          .isInstanceOfSatisfying(
              NotSent.class,
              notSent ->
                  assertThat(notSent.cause())
                      .startsWith(
                          "TLS: the server's key is none of those pinned; it shows sha256/"));
      assertThat(server.bytesRead()).isZero();
    }
  }

  /** Anybody can send anybody's certificate; it must have signed the server's own. */
  @Test
  void doesNotCountAPinnedCertificateThatIsMerelySentAlong() throws Exception {
    try (ScriptedServer server = serving(ours.serverBeside(loopback(), others.authority()))) {
      String pin = PinnedKeys.pinOf(others.authority());

      assertThat(refresh(server, pinned(pin))).isInstanceOf(NotSent.class);
      assertThat(server.bytesRead()).isZero();
    }
  }

  @Test
  void trustsTheNamedAuthoritiesInsteadOfTheUsualOnes() throws Exception {
    ServerTrust named = new ServerTrust(others.authorityPem(), List.of());
    try (ScriptedServer usual = serving(ours.server(loopback()));
        ScriptedServer meant = serving(others.server(loopback()))) {

      assertThat(refresh(meant, named)).isInstanceOf(Answered.class);
      assertThat(refresh(usual, named)).isInstanceOf(NotSent.class);
      assertThat(usual.bytesRead()).isZero();
    }
  }

  @Test
  void verifiesTheHostUnderNamedAuthoritiesAndPinsToo() throws Exception {
    String pin = PinnedKeys.pinOf(others.authority());
    ServerTrust both = new ServerTrust(others.authorityPem(), List.of(pin));
    try (ScriptedServer server = serving(others.server(host("login.example")))) {

      assertThat(refresh(server, both))
          .isEqualTo(new NotSent("TLS: the server's certificate is not one for this host"));
      assertThat(server.bytesRead()).isZero();
    }
  }

  @Test
  void asksAServerWithAnotherKeyNothingElseEither() throws Exception {
    ServerTrust wrong = pinned(OTHER);
    ClientCredentials client = client(wrong);
    try (ScriptedServer server = serving(ours.server(loopback()))) {
      URI uri = https(server);

      var _ = new HttpRevocationEndpoint(settings()).revoke(uri, client, secret("rt"));
      var _ = new HttpIntrospectionEndpoint(settings()).introspect(uri, client, secret("at"));
      var _ =
          new HttpUserinfoEndpoint(settings())
              .subject(uri, secret("at"), Dialect.STANDARD.identity(), wrong);
      var _ = new HttpProtectedResource(settings()).show(uri, secret("at"), wrong);
      var _ = new NimbusServerMetadata(settings()).discover(uri, wrong);
      HttpServerProbe probe = new HttpServerProbe(settings());
      var _ = probe.page(uri, wrong);
      var _ = probe.published(uri, wrong);
      var _ = probe.ask(uri, client, Map.of("token", "made up"));

      assertThat(server.bytesRead()).isZero();
    }
  }

  private String shownBy(ScriptedServer server) throws Exception {
    NotSent refused = (NotSent) refresh(server, pinned(OTHER));
    Matcher shown = SHOWN.matcher(refused.cause());
    assertThat(shown.find()).as(refused.cause()).isTrue();
    return shown.group(1);
  }

  private TokenObservation refresh(ScriptedServer server, ServerTrust trust) throws Exception {
    return new HttpTokenEndpoint(settings())
        .ask(https(server), client(trust), new TokenQuestion.Refresh(secret("rt")));
  }

  private OutboundSettings settings() throws Exception {
    return new OutboundSettings(AMPLE, AMPLE, ours.client(), AddressGuard.PUBLIC_ONLY);
  }

  private static ServerTrust pinned(String... pins) {
    return new ServerTrust("", List.of(pins));
  }

  private static ClientCredentials client(ServerTrust trust) {
    return new ClientCredentials(
        "our-app", ClientAuthentication.NONE, null, Dialect.STANDARD, false, trust);
  }

  private static URI https(ScriptedServer server) {
    return URI.create("https://127.0.0.1:" + server.port());
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
