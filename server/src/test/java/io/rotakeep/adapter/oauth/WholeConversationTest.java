package io.rotakeep.adapter.oauth;

import static io.rotakeep.adapter.oauth.Exchanges.AMPLE;
import static io.rotakeep.adapter.oauth.Exchanges.secret;
import static io.rotakeep.adapter.oauth.Exchanges.text;
import static io.rotakeep.adapter.oauth.Exchanges.within;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.rotakeep.core.oauth.ClientCredentials;
import io.rotakeep.core.oauth.IntrospectionEndpoint.Introspection;
import io.rotakeep.core.oauth.Pkce;
import io.rotakeep.core.oauth.RevocationEndpoint.RevocationOutcome.Gone;
import io.rotakeep.core.oauth.ServerMetadata.Discovery.Found;
import io.rotakeep.core.oauth.TokenAnswer;
import io.rotakeep.core.oauth.TokenObservation.Answered;
import io.rotakeep.core.oauth.TokenQuestion;
import io.rotakeep.core.provider.ClientAuthentication;
import io.rotakeep.core.provider.Dialect;
import io.rotakeep.core.provider.Endpoints;
import io.rotakeep.core.provider.ServerTrust;
import io.rotakeep.core.secret.SecretBytes;
import io.rotakeep.testkit.ToolUnavailableException;
import io.rotakeep.testkit.authorization.AuthorizationServer;
import io.rotakeep.testkit.authorization.ClientKind;
import io.rotakeep.testkit.authorization.RegisteredClient;
import io.rotakeep.testkit.browser.Browser;
import io.rotakeep.testkit.browser.Page;
import io.rotakeep.testkit.doubles.AuthorizationServerDouble;
import io.rotakeep.testkit.doubles.DoubleSettings;
import io.rotakeep.testkit.http.Form;
import io.rotakeep.testkit.oidc.OidcProviderServer;
import io.rotakeep.testkit.oidc.OidcProviderSettings;
import java.net.URI;
import java.security.SecureRandom;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every question once, from discovery to revocation, on the double and on a real server. */
@Timeout(180)
final class WholeConversationTest {
  private static final URI CALLBACK = URI.create("http://127.0.0.1:8741/oauth/callback");

  private final OutboundSettings settings = within(AMPLE);
  private final JsonTokenAnswerReader reader = new JsonTokenAnswerReader();

  @ParameterizedTest
  @EnumSource(ClientKind.class)
  void worksOnTheDouble(ClientKind kind) {
    try (AuthorizationServer server = AuthorizationServerDouble.start(DoubleSettings.standard())) {
      converse(server, kind);
    }
  }

  @ParameterizedTest
  @EnumSource(ClientKind.class)
  void worksOnOidcProvider(ClientKind kind) {
    try (AuthorizationServer server = OidcProviderServer.start(OidcProviderSettings.standard())) {
      converse(server, kind);
    } catch (ToolUnavailableException e) {
      abort("oidc-provider cannot run here: " + e.getMessage());
    }
  }

  private void converse(AuthorizationServer server, ClientKind kind) {
    RegisteredClient registered = server.client(kind);
    ClientCredentials client = credentials(registered);
    Found found = discover(server.issuer());
    Endpoints endpoints = found.endpoints();

    TokenAnswer.Granted first = enrol(endpoints, registered, client);
    SecretBytes access = required(first.accessToken());
    SecretBytes newest = required(first.refreshToken());
    for (int i = 0; i < 3; i++) {
      TokenAnswer.Granted next = granted(ask(endpoints, client, new TokenQuestion.Refresh(newest)));
      assertThat(text(required(next.refreshToken()))).isNotEqualTo(text(newest));
      access = required(next.accessToken());
      newest = required(next.refreshToken());
    }

    assertThat(found.issuerInResponse()).isTrue();
    assertThat(found.pkceS256()).isTrue();
    assertThat(subjectBy(endpoints, access)).isEqualTo("carol");
    assertThat(introspection(endpoints, client, access)).isInstanceOf(Introspection.Live.class);
    assertThat(
            new HttpRevocationEndpoint(settings)
                .revoke(required(endpoints.revocation()), client, newest))
        .isInstanceOf(Gone.class);
    assertThat(introspection(endpoints, client, access)).isInstanceOf(Introspection.Dead.class);
    assertThat(server.report().presentedMoreThanOnce()).isEmpty();
    assertThat(server.report().reuseCount()).isZero();
    assertThat(ask(endpoints, client, new TokenQuestion.Refresh(newest)))
        .isInstanceOfSatisfying(
            TokenAnswer.Refused.class,
            refused -> assertThat(refused.error()).isEqualTo("invalid_grant"));
  }

  private Found discover(URI issuer) {
    var found = new NimbusServerMetadata(settings).discover(issuer, ServerTrust.USUAL);
    assertThat(found).isInstanceOf(Found.class);
    return (Found) found;
  }

  private TokenAnswer.Granted enrol(
      Endpoints endpoints, RegisteredClient registered, ClientCredentials client) {
    SecretBytes verifier = Pkce.newVerifier(new SecureRandom());
    String query =
        Form.of(
                "response_type", "code",
                "client_id", registered.id(),
                "redirect_uri", CALLBACK.toString(),
                "scope", "openid offline_access",
                "state", "state-of-the-test-0123456789",
                "code_challenge", Pkce.challenge(verifier),
                "code_challenge_method", Pkce.METHOD,
                "login_hint", "carol",
                "prompt", "consent")
            .encoded();
    try (Browser browser = new Browser()) {
      Page page = browser.visitUntil(URI.create(endpoints.authorization() + "?" + query), CALLBACK);
      String code = page.parameters().first("code").orElseThrow();
      return granted(
          ask(endpoints, client, new TokenQuestion.Exchange(secret(code), CALLBACK, verifier)));
    }
  }

  private TokenAnswer ask(Endpoints endpoints, ClientCredentials client, TokenQuestion question) {
    var seen = new HttpTokenEndpoint(settings).ask(endpoints.token(), client, question);
    assertThat(seen).isInstanceOf(Answered.class);
    return reader.read(((Answered) seen).body());
  }

  private Introspection introspection(
      Endpoints endpoints, ClientCredentials client, SecretBytes access) {
    return new HttpIntrospectionEndpoint(settings)
        .introspect(required(endpoints.introspection()), client, access);
  }

  private @Nullable String subjectBy(Endpoints endpoints, SecretBytes access) {
    return new HttpUserinfoEndpoint(settings)
        .subject(
            required(endpoints.userinfo()), access, Dialect.STANDARD.identity(), ServerTrust.USUAL)
        .orElse(null);
  }

  private static TokenAnswer.Granted granted(TokenAnswer answer) {
    assertThat(answer).isInstanceOf(TokenAnswer.Granted.class);
    return (TokenAnswer.Granted) answer;
  }

  private static ClientCredentials credentials(RegisteredClient client) {
    ClientAuthentication method =
        switch (client.kind()) {
          case PUBLIC -> ClientAuthentication.NONE;
          case CONFIDENTIAL_POST -> ClientAuthentication.CLIENT_SECRET_POST;
          case CONFIDENTIAL_BASIC -> ClientAuthentication.CLIENT_SECRET_BASIC;
        };
    return Exchanges.client(method, client.id(), client.secret().orElse(null));
  }

  private static <T> T required(@Nullable T value) {
    return Objects.requireNonNull(value);
  }
}
