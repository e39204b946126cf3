package io.rotakeep.testkit.doubles;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rotakeep.testkit.MutableClock;
import io.rotakeep.testkit.TestClient;
import io.rotakeep.testkit.TestClient.Answer;
import io.rotakeep.testkit.authorization.ClientKind;
import io.rotakeep.testkit.authorization.RegisteredClient;
import io.rotakeep.testkit.http.HttpRequest;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ClientsAndTokensTest {
  private final MutableClock clock = MutableClock.standing();

  @ParameterizedTest
  @EnumSource(ClientKind.class)
  void knowsEachKindOfClientByItsOwnProof(ClientKind kind) throws Exception {
    try (var server = server();
        var client = TestClient.at(server, kind)) {
      Answer enrolled = client.enrol("alice");

      Answer refreshed = client.refresh(enrolled.refreshToken());

      assertThat(refreshed.status()).isEqualTo(200);
      assertThat(refreshed.json().path("expires_in").asInt()).isEqualTo(900);
    }
  }

  @Test
  void refusesAPublicClientThatSendsASecretEvenAnEmptyOne() throws Exception {
    try (var server = server();
        var client = TestClient.at(server, ClientKind.PUBLIC)) {
      String token = client.enrol("alice").refreshToken();

      Answer empty =
          client.token("grant_type", "refresh_token", "refresh_token", token, "client_secret", "");
      Answer clean = client.refresh(token);

      assertThat(empty.status()).isEqualTo(401);
      assertThat(empty.error()).isEqualTo("invalid_client");
      assertThat(clean.status()).isEqualTo(200);
    }
  }

  @Test
  void refusesAWrongSecretAndTheWrongWayToSendIt() throws Exception {
    try (var server = server()) {
      RegisteredClient post = server.client(ClientKind.CONFIDENTIAL_POST);
      RegisteredClient wrongSecret =
          RegisteredClient.confidential(post.id(), ClientKind.CONFIDENTIAL_POST, "guess");
      RegisteredClient wrongWay =
          RegisteredClient.confidential(
              post.id(), ClientKind.CONFIDENTIAL_BASIC, post.secret().orElseThrow());
      try (var guessing = new TestClient(server.endpoints(), wrongSecret);
          var misplaced = new TestClient(server.endpoints(), wrongWay)) {

        assertThat(guessing.refresh("any").error()).isEqualTo("invalid_client");
        assertThat(misplaced.refresh("any").error()).isEqualTo("invalid_client");
      }
    }
  }

  @Test
  void refusesATokenOfAnotherClientWithoutSpendingIt() throws Exception {
    try (var server = server();
        var owner = TestClient.at(server, ClientKind.PUBLIC);
        var other = TestClient.at(server, ClientKind.CONFIDENTIAL_POST)) {
      String token = owner.enrol("alice").refreshToken();

      Answer foreign = other.refresh(token);

      assertThat(foreign.error()).isEqualTo("invalid_grant");
      assertThat(owner.refresh(token).status()).isEqualTo(200);
    }
  }

  @Test
  void keepsRequestsAsTheyCame() throws Exception {
    try (var server = server();
        var client = TestClient.at(server, ClientKind.CONFIDENTIAL_BASIC)) {
      client.enrol("alice");

      HttpRequest request = server.requestsAt(Endpoint.TOKEN).getFirst();

      assertThat(request.form().first("code_verifier")).contains(TestClient.VERIFIER);
      assertThat(request.raw()).contains("Basic ").doesNotContain("client_secret");
    }
  }

  @Test
  void theSampleResourceTakesAccessTokensWhileTheyLive() throws Exception {
    try (var server = server();
        var client = TestClient.at(server, ClientKind.PUBLIC)) {
      String access = client.enrol("alice").accessToken();
      Answer living = client.get(server.at(Endpoint.API), access);
      Answer user = client.get(server.endpoints().userinfo(), access);
      clock.advance(Duration.ofMinutes(15));

      Answer ended = client.get(server.at(Endpoint.API), access);

      assertThat(living.status()).isEqualTo(200);
      assertThat(user.json().path("sub").asText()).isEqualTo("alice");
      assertThat(ended.status()).isEqualTo(401);
    }
  }

  @Test
  void introspectionTellsAndChangesNothing() throws Exception {
    try (var server = server();
        var client = TestClient.at(server, ClientKind.PUBLIC)) {
      Answer enrolled = client.enrol("alice");
      String used = enrolled.refreshToken();
      String newest = client.refresh(used).refreshToken();

      JsonNode access = client.introspect(enrolled.accessToken()).json();
      JsonNode spent = client.introspect(used).json();
      JsonNode unspent = client.introspect(newest).json();

      assertThat(access.path("exp").asLong() - access.path("iat").asLong()).isEqualTo(900);
      assertThat(spent.path("active").asBoolean()).isFalse();
      assertThat(unspent.path("active").asBoolean()).isTrue();
      assertThat(client.refresh(newest).status()).isEqualTo(200);
    }
  }

  @Test
  void revokingARefreshTokenEndsItsChainAndUnknownOnesAreFine() throws Exception {
    try (var server = server();
        var client = TestClient.at(server, ClientKind.PUBLIC)) {
      Answer enrolled = client.enrol("alice");

      Answer revoked = client.revoke(enrolled.refreshToken());
      Answer again = client.revoke(enrolled.refreshToken());

      assertThat(revoked.status()).isEqualTo(200);
      assertThat(again.status()).isEqualTo(200);
      assertThat(client.get(server.at(Endpoint.API), enrolled.accessToken()).status())
          .isEqualTo(401);
    }
  }

  @Test
  void salesforceAnswersInItsOwnWay() throws Exception {
    var settings = DoubleSettings.standard().withClock(clock).withDialect(Dialect.salesforce());
    try (var server = AuthorizationServerDouble.start(settings);
        var client = TestClient.at(server, ClientKind.CONFIDENTIAL_POST)) {
      JsonNode answer = client.enrol("005000000000001").json();

      Answer unknown = client.revoke("no such token");

      assertThat(answer.has("expires_in")).isFalse();
      assertThat(answer.path("instance_url").asText()).startsWith("https://");
      assertThat(answer.path("id").asText()).endsWith("/00D000000000001EAA/005000000000001");
      assertThat(answer.path("issued_at").asText())
          .isEqualTo(Long.toString(clock.instant().toEpochMilli()));
      assertThat(answer.path("signature").asText()).isNotEmpty();
      assertThat(unknown.status()).isEqualTo(400);
      assertThat(unknown.error()).isEqualTo("invalid_token");
    }
  }

  @Test
  void answersTakeTheShapeATestAsksFor() throws Exception {
    try (var server = server();
        var client = TestClient.at(server, ClientKind.PUBLIC)) {
      String token = client.enrol("alice").refreshToken();
      AnswerShape shape =
          AnswerShape.standard()
              .withExpiresIn("\"3600\"")
              .withTokenType("mac")
              .withScope("api")
              .with("nested", "{\"a\":[1]}");

      server.behaviour().answers(shape);
      JsonNode text = client.refresh(token).json();
      server.behaviour().answers(shape.withoutExpiresIn());
      JsonNode missing = client.refresh(text.path("refresh_token").asText()).json();

      assertThat(text.path("expires_in").isTextual()).isTrue();
      assertThat(text.path("token_type").asText()).isEqualTo("mac");
      assertThat(text.path("scope").asText()).isEqualTo("api");
      assertThat(text.path("nested").path("a").path(0).asInt()).isEqualTo(1);
      assertThat(missing.has("expires_in")).isFalse();
    }
  }

  private AuthorizationServerDouble server() {
    return AuthorizationServerDouble.start(DoubleSettings.standard().withClock(clock));
  }
}
