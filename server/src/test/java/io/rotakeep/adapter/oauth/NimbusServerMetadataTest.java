package io.rotakeep.adapter.oauth;

import static io.rotakeep.adapter.oauth.Exchanges.AMPLE;
import static io.rotakeep.adapter.oauth.Exchanges.within;
import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.core.oauth.ServerMetadata.Discovery;
import io.rotakeep.core.oauth.ServerMetadata.Discovery.Found;
import io.rotakeep.core.oauth.ServerMetadata.Discovery.NotUsable;
import io.rotakeep.core.provider.ServerTrust;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class NimbusServerMetadataTest {
  private static final String RFC_8414 = "/.well-known/oauth-authorization-server";
  private static final String OPENID = "/.well-known/openid-configuration";

  @Test
  void readsTheIssuersDocument() throws Exception {
    try (ScriptedServer server =
        serving(
            Map.of(
                RFC_8414 + "/tenant",
                issuer ->
                    document(
                        issuer,
                        """
                        , "revocation_endpoint": "https://as.example/revoke",
                        "introspection_endpoint": "https://as.example/introspect",
                        "userinfo_endpoint": "https://as.example/me",
                        "authorization_response_iss_parameter_supported": true,
                        "code_challenge_methods_supported": ["plain", "S256"],
                        "unknown": {"deep": ["x"]}
                        """)))) {

      Discovery found = discover(server.uri("/tenant"));

      assertThat(found)
          .isInstanceOfSatisfying(
              Found.class,
              it -> {
                assertThat(it.endpoints().token()).hasToString("https://as.example/token");
                assertThat(it.endpoints().revocation()).hasToString("https://as.example/revoke");
                assertThat(it.endpoints().introspection())
                    .hasToString("https://as.example/introspect");
                assertThat(it.endpoints().userinfo()).hasToString("https://as.example/me");
                assertThat(it.endpoints().discovered()).isTrue();
                assertThat(it.issuerInResponse()).isTrue();
                assertThat(it.pkceS256()).isTrue();
              });
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void asksOpenIdsPlaceSecond() throws Exception {
    try (ScriptedServer server =
        serving(Map.of("/tenant" + OPENID, issuer -> document(issuer, "")))) {

      assertThat(discover(server.uri("/tenant"))).isInstanceOf(Found.class);
      assertThat(server.requests().get(0)).startsWith("GET " + RFC_8414 + "/tenant ");
      assertThat(server.requests().get(1)).startsWith("GET /tenant" + OPENID + " ");
    }
  }

  @Test
  void aPageInTheFirstPlaceIsNoDocument() throws Exception {
    try (ScriptedServer server =
        serving(Map.of(RFC_8414, _ -> "<html>", OPENID, issuer -> document(issuer, "")))) {

      assertThat(discover(server.uri(""))).isInstanceOf(Found.class);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "\"code_challenge_methods_supported\": [\"plain\"]; false",
        "\"code_challenge_methods_supported\": []; false",
        "\"code_challenge_methods_supported\": [\"S256\"]; true",
        "\"response_types_supported\": [\"code\"]; true"
      })
  void saysWhetherS256IsOffered(String member, boolean offered) throws Exception {
    try (ScriptedServer server =
        serving(Map.of(RFC_8414, issuer -> document(issuer, ", " + member)))) {

      assertThat(discover(server.uri("")))
          .isInstanceOfSatisfying(
              Found.class, found -> assertThat(found.pkceS256()).isEqualTo(offered));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/Tenant", "."})
  void anotherIssuersDocumentIsNotUsable(String difference) throws Exception {
    try (ScriptedServer server =
        serving(Map.of(RFC_8414, issuer -> document(issuer + difference, "")))) {

      assertThat(discover(server.uri("")))
          .isInstanceOfSatisfying(
              NotUsable.class, refused -> assertThat(refused.why()).contains("issuer"));
      assertThat(server.requests()).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://as.example/token",
        "https://user@as.example/token",
        "https://as.example/token#f",
        "https://10.0.0.1/token",
        "https://as.example:22/token",
        "file:///etc/passwd",
        "unix:///run/x",
        "//as.example/token",
        "/token",
        "javascript:alert(1)"
      })
  void anEndpointThatMayNotBeSpokenToIsNotUsable(String endpoint) throws Exception {
    try (ScriptedServer server =
        serving(
            Map.of(
                RFC_8414,
                issuer -> document(issuer, "").replace("https://as.example/token", endpoint)))) {

      assertThat(discover(server.uri(""))).isInstanceOf(NotUsable.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://127.0.0.1:8741/token", "https://localhost/t", "https://[::1]/t"})
  void aServerElsewhereMayNotPointAtThisMachine(String endpoint) throws Exception {
    String issuer = "https://as.example";
    String pointing = document(issuer, "").replace("https://as.example/token", endpoint);

    assertThat(NimbusServerMetadata.found(URI.create(issuer), pointing))
        .isInstanceOfSatisfying(
            NotUsable.class, refused -> assertThat(refused.why()).contains("loopback"));
    assertThat(NimbusServerMetadata.found(URI.create(issuer), document(issuer, "")))
        .isInstanceOf(Found.class);
  }

  @Test
  void aDocumentWithoutATokenEndpointIsNotUsable() throws Exception {
    try (ScriptedServer server =
        serving(Map.of(RFC_8414, issuer -> "{\"issuer\": \"" + issuer + "\"}"))) {

      assertThat(discover(server.uri(""))).isInstanceOf(NotUsable.class);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "<html>",
        "\ufeff{}",
        "{\"issuer\": \"a\", \"issuer\": \"b\"}",
        "{\"a\": [[[[[[[[[1]]]]]]]]]}",
        "{\"issuer\": 7}",
        "{}"
      })
  void anythingElseIsNotUsable(String body) throws Exception {
    try (ScriptedServer server = serving(Map.of(RFC_8414, _ -> body))) {

      assertThat(discover(server.uri(""))).isInstanceOf(NotUsable.class);
    }
  }

  @Test
  void aDocumentOfFiveMebibytesIsNotUsable() throws Exception {
    try (ScriptedServer server =
        serving(
            Map.of(
                RFC_8414,
                issuer -> document(issuer, ", \"x\": \"" + "y".repeat(5 << 20) + "\"")))) {

      assertThat(discover(server.uri("")))
          .isInstanceOfSatisfying(
              NotUsable.class, refused -> assertThat(refused.why()).contains("status 404"));
    }
  }

  @Test
  void nobodyThereIsNotUsable() {
    URI nobody = URI.create("http://127.0.0.1:" + ScriptedServer.refusedPort());

    assertThat(discover(nobody))
        .isInstanceOfSatisfying(
            NotUsable.class, refused -> assertThat(refused.why()).contains("connection refused"));
  }

  private static Discovery discover(URI issuer) {
    return new NimbusServerMetadata(within(AMPLE)).discover(issuer, ServerTrust.USUAL);
  }

  private static String document(String issuer, String more) {
    return "{\"issuer\": \""
        + issuer
        + "\", \"authorization_endpoint\": \"https://as.example/authorize\","
        + " \"token_endpoint\": \"https://as.example/token\""
        + more
        + "}";
  }

  /** Answers by path; a document is made from the issuer that belongs to the path. */
  private static ScriptedServer serving(Map<String, UnaryOperator<String>> documents)
      throws IOException {
    ScriptedServer[] self = new ScriptedServer[1];
    self[0] =
        new ScriptedServer(
            peer -> {
              String path = peer.readRequest().split(" ", 3)[1];
              UnaryOperator<String> document = documents.get(path);
              String issuer =
                  self[0].uri(path.replace(RFC_8414, "").replace(OPENID, "")).toString();
              peer.write(
                  document == null
                      ? "HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n"
                      : ScriptedServer.ok(document.apply(issuer)));
            });
    return self[0];
  }
}
