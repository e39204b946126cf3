package io.rotakeep.adapter.oauth;

import static io.rotakeep.adapter.oauth.Exchanges.secret;
import static io.rotakeep.adapter.oauth.Exchanges.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.core.oauth.TokenAnswer;
import io.rotakeep.core.oauth.TokenAnswer.Granted;
import io.rotakeep.core.oauth.TokenAnswer.Refused;
import io.rotakeep.core.oauth.TokenAnswer.Unreadable;
import io.rotakeep.core.provider.Dialect;
import io.rotakeep.core.provider.Dialect.ScopeSeparator;
import io.rotakeep.core.secret.SecretBytes;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Answers of servers that put elsewhere what RFC 6749 has at the top. */
final class AnswersInADialectTest {
  private static final Dialect HUBSPOT =
      speaking(new Dialect.Answers("status", "message", List.of(), null));
  private static final Dialect SLACK =
      speaking(new Dialect.Answers(null, null, List.of("bot", "user"), "authed_user"));

  @Test
  void anErrorMayHaveAnotherName() {
    Refused refused =
        (Refused)
            read(
                "{\"status\": \"BAD_REFRESH_TOKEN\", \"message\": \"missing or invalid\"}",
                HUBSPOT);

    assertThat(refused.error()).isEqualTo("BAD_REFRESH_TOKEN");
    assertThat(refused.description()).isEqualTo("missing or invalid");
  }

  @Test
  void theUsualNameGoesFirst() {
    Refused refused =
        (Refused) read("{\"status\": \"error\", \"error\": \"invalid_grant\"}", HUBSPOT);

    assertThat(refused.error()).isEqualTo("invalid_grant");
  }

  @Test
  void anotherNameMakesNoErrorOfTokens() {
    Granted granted =
        (Granted)
            read(
                "{\"status\": \"success\", \"access_token\": \"at\", \"refresh_token\": \"rt\"}",
                HUBSPOT);

    assertThat(text(required(granted.refreshToken()))).isEqualTo("rt");
  }

  @Test
  void withoutADialectAStatusIsNoError() {
    assertThat(read("{\"status\": \"BAD_REFRESH_TOKEN\"}", Dialect.STANDARD))
        .isInstanceOf(Granted.class);
  }

  @Test
  void tokensMayStandInAMember() {
    Granted granted =
        (Granted)
            read(
                """
                {"ok": true, "access_token": "bots", "token_type": "bot", "scope": "bot:read",
                 "authed_user": {"id": "U1", "access_token": "at", "refresh_token": "rt",
                   "token_type": "user", "scope": "chat:write,users:read", "expires_in": 43200},
                 "team": {"id": "T1", "session_token": "no"}, "enterprise": null}
                """,
                SLACK);

    assertThat(text(required(granted.accessToken()))).isEqualTo("at");
    assertThat(text(required(granted.refreshToken()))).isEqualTo("rt");
    assertThat(granted.tokenType()).isEqualTo("Bearer");
    assertThat(granted.expiresInSeconds()).isEqualTo(43_200);
    assertThat(granted.scopes()).containsExactly("chat:write", "users:read");
    assertThat(granted.attributes())
        .containsEntry("authed_user.id", "U1")
        .containsEntry("team.id", "T1")
        .doesNotContainKey("team.session_token")
        .doesNotContainKey("authed_user.access_token");
  }

  @Test
  void tokensAtTheTopAreTakenWhereTheMemberHasNone() {
    Granted granted =
        (Granted)
            read(
                "{\"ok\": true, \"access_token\": \"at\", \"refresh_token\": \"rt\","
                    + " \"authed_user\": {\"id\": \"U1\"}}",
                SLACK);

    assertThat(text(required(granted.refreshToken()))).isEqualTo("rt");
  }

  @Test
  void aRefreshTokenInAMemberIsSavedFromADamagedAnswer() {
    Unreadable damaged =
        (Unreadable)
            read("{\"ok\": true, \"authed_user\": {\"refresh_token\": \"rt\", \"acc", SLACK);

    assertThat(text(required(damaged.refreshToken()))).isEqualTo("rt");
  }

  @Test
  void twoMembersForTokensAreNeither() {
    Unreadable answer =
        (Unreadable)
            read(
                "{\"authed_user\": {\"refresh_token\": \"a\"},"
                    + " \"authed_user\": {\"refresh_token\": \"b\"}}",
                SLACK);

    assertThat(answer.refreshToken()).isNull();
  }

  @Test
  void scopesAreSplitAtTheSeparatorOnly() {
    Granted granted =
        (Granted) read("{\"access_token\": \"a\", \"scope\": \"read, write,a:b\"}", SLACK);

    assertThat(granted.scopes()).containsExactly("read", "write", "a:b");
  }

  private static Dialect speaking(Dialect.Answers answers) {
    return new Dialect(
        ScopeSeparator.COMMA, Dialect.STANDARD.requests(), answers, Dialect.STANDARD.identity());
  }

  private static TokenAnswer read(String json, Dialect dialect) {
    try (SecretBytes body = secret(json)) {
      return new JsonTokenAnswerReader().read(body, dialect);
    }
  }

  private static SecretBytes required(@Nullable SecretBytes value) {
    return Objects.requireNonNull(value);
  }
}
