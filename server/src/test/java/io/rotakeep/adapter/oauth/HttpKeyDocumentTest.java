package io.rotakeep.adapter.oauth;

import static io.rotakeep.adapter.oauth.Exchanges.AMPLE;
import static io.rotakeep.adapter.oauth.Exchanges.within;
import static io.rotakeep.adapter.oauth.SelfMadeCertificates.loopback;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rotakeep.core.bearer.KeysUnavailableException;
import io.rotakeep.core.secret.SecretBytes;
import io.rotakeep.testkit.http.HttpAnswer;
import io.rotakeep.testkit.http.LoopbackHttpServer;
import io.rotakeep.testkit.jwt.SigningKey;
import io.rotakeep.testkit.jwt.TokenIssuer;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HttpKeyDocumentTest {
  private static final SigningKey KEY = SigningKey.of("k", "ES256");

  @Test
  void findsTheKeysByTheIssuersMetadata() throws Exception {
    try (TokenIssuer issuer = TokenIssuer.start(KEY)) {
      byte[] found = at(URI.create(issuer.issuer()), true).read();

      assertThat(new String(found, StandardCharsets.UTF_8))
          .isEqualTo(TokenIssuer.set(List.of(KEY)));
    }
  }

  @Test
  void fetchesThemStraightFromTheirOwnAddress() throws Exception {
    try (TokenIssuer issuer = TokenIssuer.start(KEY)) {
      assertThat(at(issuer.keysAddress(), false).read()).isNotEmpty();
    }
  }

  @Test
  void saysWhyTheyCannotBeHad() {
    try (TokenIssuer issuer = TokenIssuer.start(KEY)) {
      issuer.setAway(true);
      assertThatThrownBy(() -> at(URI.create(issuer.issuer()), true).read())
          .isInstanceOf(KeysUnavailableException.class)
          .hasMessage("status 503");
    }
    assertThatThrownBy(() -> at(URI.create("https://169.254.169.254/keys"), false).read())
        .isInstanceOf(KeysUnavailableException.class)
        .hasMessageContaining("not permitted");
    assertThatThrownBy(() -> at(URI.create("http://keys.example.com/"), false).read())
        .hasMessageContaining("must use https");
  }

  @Test
  void refusesMetadataThatAreNotTheIssuersOwnOrLeadAstray() throws Exception {
    refuses(base -> "{\"issuer\":\"https://other\",\"jwks_uri\":\"" + base + "\"}", "character");
    refuses(base -> "{\"issuer\":\"" + base + "\"}", "jwks_uri");
    refuses(base -> metadata(base, "http://keys.example.com/"), "must use https");
    refuses(base -> metadata(base, "file:///etc/passwd"), "jwks_uri must be");
    refuses(base -> metadata(base, "https://169.254.169.254/k"), "jwks_uri must have no special");
    refuses(base -> metadata(base, "https://x y"), "no URL");
    refuses(base -> metadata(base, base).replace("}", ",\"issuer\":\"x\"}"), "twice");
    refuses(base -> "[]", "not a JSON object");
    refuses(base -> "<html>", "HTML");
  }

  @Test
  void trustsTheNamedAuthorityAndShowsItsOwnToken(@TempDir Path directory) throws Exception {
    SelfMadeCertificates ours = new SelfMadeCertificates();
    Path authority = directory.resolve("ca.crt");
    Files.writeString(authority, pem(ours));
    try (ScriptedServer server =
        new ScriptedServer(
            ours.server(loopback())
                .getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getLoopbackAddress()),
            peer -> {
              peer.readRequest();
              peer.write(ScriptedServer.ok("{\"keys\":[]}"));
            })) {
      URI address = URI.create("https://127.0.0.1:" + server.port() + "/openid/v1/jwks");

      byte[] found =
          new HttpKeyDocument(
                  within(AMPLE),
                  new HttpKeyDocument.Place(
                      address, false, authority, () -> SecretBytes.copyOfAscii("pod-token")))
              .read();

      assertThat(new String(found, StandardCharsets.UTF_8)).isEqualTo("{\"keys\":[]}");
      assertThat(server.requests().getFirst()).contains("Authorization: Bearer pod-token");
      assertThatThrownBy(() -> at(address, false).read()).hasMessageContaining("authority");
    }
  }

  private static void refuses(Function<String, String> metadata, String why) {
    try (LoopbackHttpServer server = LoopbackHttpServer.listen(0, InstantSource.system())) {
      String base = server.base().toString();
      server.serve((_, wire) -> wire.send(HttpAnswer.json(200, metadata.apply(base))));

      assertThatThrownBy(() -> at(server.base(), true).read())
          .isInstanceOf(KeysUnavailableException.class)
          .hasMessageContaining(why);
    }
  }

  private static String metadata(String issuer, String keys) {
    return "{\"issuer\":\"" + issuer + "\",\"jwks_uri\":\"" + keys + "\"}";
  }

  private static HttpKeyDocument at(URI address, boolean discovered) {
    return new HttpKeyDocument(
        within(AMPLE), new HttpKeyDocument.Place(address, discovered, null, null));
  }

  private static String pem(SelfMadeCertificates certificates) throws Exception {
    return "-----BEGIN CERTIFICATE-----\n"
        + Base64.getMimeEncoder().encodeToString(certificates.authority().getEncoded())
        + "\n-----END CERTIFICATE-----\n";
  }
}
