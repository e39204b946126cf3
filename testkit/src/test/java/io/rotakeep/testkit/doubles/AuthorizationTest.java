package io.rotakeep.testkit.doubles;

import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.testkit.MutableClock;
import io.rotakeep.testkit.TestClient;
import io.rotakeep.testkit.TestClient.Answer;
import io.rotakeep.testkit.authorization.ClientKind;
import io.rotakeep.testkit.browser.Browser;
import io.rotakeep.testkit.browser.Page;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AuthorizationTest {
  private static final URI CALLBACK = URI.create(TestClient.CALLBACK);

  private final MutableClock clock = MutableClock.standing();
  private AuthorizationServerDouble server;
  private TestClient client;
  private Browser browser;

  @BeforeEach
  void start() {
    server = AuthorizationServerDouble.start(DoubleSettings.standard().withClock(clock));
    client = TestClient.at(server, ClientKind.PUBLIC);
    browser = new Browser();
  }

  @AfterEach
  void stop() {
    browser.close();
    client.close();
    server.close();
  }

  @Test
  void acceptsTheExampleOfRfc7636() throws Exception {
    Page page = browser.visitUntil(client.authorizationUrl(), CALLBACK);

    Answer answer = client.exchange(page.parameters().first("code").orElseThrow(), verifier());

    assertThat(TokenEndpoint.challengeOf(verifier())).isEqualTo(TestClient.CHALLENGE);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(page.status()).isEqualTo(303);
    assertThat(page.parameters().first("state")).contains("state-1");
    assertThat(page.parameters().first("iss")).contains(server.issuer().toString());
  }

  @Test
  void refusesAnotherVerifierAndThenTheCodeAltogether() throws Exception {
    String code = code();

    Answer wrong = client.exchange(code, "x".repeat(43));
    Answer right = client.exchange(code, verifier());

    assertThat(wrong.error()).isEqualTo("invalid_grant");
    assertThat(right.error()).isEqualTo("invalid_grant");
  }

  @Test
  void refusesPlainAndMissingChallenges() {
    Page plain =
        browser.visitUntil(client.authorizationUrl("code_challenge_method", "plain"), CALLBACK);
    Page defaulted =
        browser.visitUntil(client.authorizationUrl("code_challenge_method", ""), CALLBACK);
    Page missing = browser.visitUntil(client.authorizationUrl("code_challenge", ""), CALLBACK);

    assertThat(plain.parameters().first("error")).contains("invalid_request");
    assertThat(defaulted.parameters().first("error")).contains("invalid_request");
    assertThat(missing.parameters().first("error")).contains("invalid_request");
  }

  @Test
  void sendsNobodyToAnAddressThatIsNotRegistered() {
    Page elsewhere =
        browser.visit(client.authorizationUrl("redirect_uri", "http://127.0.0.1:9999/other"));
    Page suffixed =
        browser.visit(client.authorizationUrl("redirect_uri", TestClient.CALLBACK + "/"));

    assertThat(elsewhere.status()).isEqualTo(400);
    assertThat(suffixed.status()).isEqualTo(400);
  }

  @Test
  void comparesARegisteredAddressWithAPortAsAString() {
    server.register(
        server
            .client(ClientKind.PUBLIC)
            .withRedirectUris(URI.create("http://127.0.0.1:1234/oauth/callback")));

    Page page = browser.visit(client.authorizationUrl());

    assertThat(page.status()).isEqualTo(400);
  }

  @Test
  void theSecondUseOfACodeRevokesWhatTheFirstGave() throws Exception {
    String code = code();
    Answer first = client.exchange(code, verifier());

    Answer second = client.exchange(code, verifier());

    assertThat(second.error()).isEqualTo("invalid_grant");
    assertThat(client.refresh(first.refreshToken()).error()).isEqualTo("invalid_grant");
  }

  @Test
  void aCodeLivesForAMinute() throws Exception {
    String code = code();
    clock.advance(Duration.ofMinutes(1));

    Answer late = client.exchange(code, verifier());

    assertThat(late.error()).isEqualTo("invalid_grant");
  }

  @Test
  void theUserMayRefuse() {
    server.behaviour().users(new Approval.Deny());

    Page page = browser.visitUntil(client.authorizationUrl(), CALLBACK);

    assertThat(page.parameters().first("error")).contains("access_denied");
    assertThat(page.parameters().first("iss")).contains(server.issuer().toString());
  }

  @Test
  void theUserMayBeAnotherThanTheHintSays() throws Exception {
    server.behaviour().users(new Approval.As("mallory"));

    Answer answer = client.enrol("alice");

    assertThat(answer.json().path("sub").asText()).isEqualTo("mallory");
  }

  @Test
  void theIssuerInAnswersCanBeWrongOrMissing() {
    server.behaviour().misnameIssuer("https://elsewhere.example");
    Page wrong = browser.visitUntil(client.authorizationUrl(), CALLBACK);
    server.behaviour().withoutIssuerInAnswers();
    Page missing = browser.visitUntil(client.authorizationUrl(), CALLBACK);

    assertThat(wrong.parameters().first("iss")).contains("https://elsewhere.example");
    assertThat(missing.parameters().first("iss")).isEmpty();
  }

  @Test
  void describesItselfAlikeAtBothWellKnownAddresses() {
    Page oauth = browser.visit(server.at(Endpoint.METADATA));
    Page oidc = browser.visit(server.issuer().resolve("/.well-known/openid-configuration"));

    assertThat(oauth.body())
        .isEqualTo(oidc.body())
        .contains("\"issuer\":\"" + server.issuer() + "\"")
        .contains("\"code_challenge_methods_supported\":[\"S256\"]");
  }

  private String code() {
    return browser
        .visitUntil(client.authorizationUrl(), CALLBACK)
        .parameters()
        .first("code")
        .orElseThrow();
  }

  private static String verifier() {
    return TestClient.VERIFIER;
  }
}
