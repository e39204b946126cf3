package io.rotakeep.testkit.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.rotakeep.testkit.RawRequest;
import io.rotakeep.testkit.TestClient;
import io.rotakeep.testkit.TestClient.Answer;
import io.rotakeep.testkit.ToolUnavailableException;
import io.rotakeep.testkit.authorization.ClientKind;
import io.rotakeep.testkit.authorization.Presentation;
import io.rotakeep.testkit.authorization.Presentation.Outcome;
import io.rotakeep.testkit.authorization.ServerReport;
import io.rotakeep.testkit.browser.Browser;
import io.rotakeep.testkit.browser.Page;
import io.rotakeep.testkit.proxy.ReplyFault;
import io.rotakeep.testkit.proxy.TcpGate;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OidcProviderServerTest {
  private OidcProviderServer server;

  @BeforeAll
  void start() {
    var settings = OidcProviderSettings.standard().withAccessTokenLife(Duration.ofSeconds(2));
    try {
      server = OidcProviderServer.start(settings);
    } catch (ToolUnavailableException e) {
      abort("oidc-provider cannot run here: " + e.getMessage());
    }
  }

  @AfterAll
  void stop() {
    if (server != null) {
      server.close();
    }
  }

  @ParameterizedTest
  @EnumSource(ClientKind.class)
  void rotatesForEveryKindOfClient(ClientKind kind) throws Exception {
    try (var client = TestClient.at(server, kind)) {
      String subject = "user-of-" + kind;
      Answer enrolled = client.enrol(subject);
      Answer second = client.refresh(enrolled.refreshToken());
      Answer third = client.refresh(second.refreshToken());

      ServerReport report = server.report();

      String newestToken = third.refreshToken();
      assertThat(third.json().path("expires_in").asInt()).isEqualTo(2);
      assertThat(report.newest(server.client(kind).id(), subject))
          .hasValueSatisfying(
              newest -> {
                assertThat(newest.value()).isEqualTo(newestToken);
                assertThat(newest.generation()).isEqualTo(3);
                assertThat(report.generationsPresented(newest.chain())).containsExactly(1, 2);
              });
      assertThat(report.allTokensEverIssued()).contains(third.accessToken());
      assertThat(server.serverErrors()).isEmpty();
    }
  }

  @Test
  void reuseRevokesTheGrantAndStandsInTheReport() throws Exception {
    try (var client = TestClient.at(server, ClientKind.PUBLIC)) {
      String first = client.enrol("victim").refreshToken();
      String second = client.refresh(first).refreshToken();
      long revokedBefore = server.report().revocations();

      Answer replay = client.refresh(first);
      Answer newest = client.refresh(second);

      ServerReport report = server.report();
      assertThat(replay.error()).isEqualTo("invalid_grant");
      assertThat(newest.error()).isEqualTo("invalid_grant");
      assertThat(report.revocations()).isEqualTo(revokedBefore + 1);
      assertThat(report.presentations())
          .filteredOn(p -> p.token().equals(first) || p.token().equals(second))
          .extracting(Presentation::outcome)
          .containsExactly(Outcome.ROTATED, Outcome.REUSED, Outcome.REJECTED);
    }
  }

  @Test
  void spendsATokenWhoseAnswerTheNetworkDrops() throws Exception {
    URI endpoint = server.endpoints().token();
    var address = new InetSocketAddress(endpoint.getHost(), endpoint.getPort());
    try (var client = TestClient.at(server, ClientKind.PUBLIC);
        var gate = TcpGate.before(address)) {
      String token = client.enrol("unlucky").refreshToken();
      int port = Integer.parseInt(gate.address().substring("127.0.0.1:".length()));
      gate.nextReply(new ReplyFault.Dropped());

      byte[] answer = new RawRequest("127.0.0.1", port, token).answer();

      assertThat(answer).isEmpty();
      assertThat(server.report().presentations())
          .filteredOn(presentation -> presentation.token().equals(token))
          .extracting(Presentation::outcome)
          .containsExactly(Outcome.ROTATED);
    }
  }

  @Test
  void revokesByRequest() throws Exception {
    try (var client = TestClient.at(server, ClientKind.CONFIDENTIAL_POST)) {
      String token = client.enrol("leaver").refreshToken();

      Answer revoked = client.revoke(token);

      assertThat(revoked.status()).isEqualTo(200);
      assertThat(client.introspect(token).json().path("active").asBoolean()).isFalse();
      assertThat(client.refresh(token).error()).isEqualTo("invalid_grant");
    }
  }

  @Test
  void refusesAnAuthorizationWithoutChallenge() {
    try (var client = TestClient.at(server, ClientKind.PUBLIC);
        var browser = new Browser()) {
      URI url = client.authorizationUrl("code_challenge", "", "code_challenge_method", "");

      Page page = browser.visitUntil(url, URI.create(TestClient.CALLBACK));

      assertThat(page.parameters().first("error")).contains("invalid_request");
      assertThat(page.parameters().first("iss")).contains(server.issuer().toString());
    }
  }

  @Test
  void letsTheUserRefuse() {
    try (var client = TestClient.at(server, ClientKind.PUBLIC);
        var browser = new Browser()) {
      URI url = client.authorizationUrl("login_hint", "deny");

      Page page = browser.visitUntil(url, URI.create(TestClient.CALLBACK));

      assertThat(page.parameters().first("error")).contains("access_denied");
      assertThat(page.parameters().first("state")).contains("state-1");
    }
  }
}
