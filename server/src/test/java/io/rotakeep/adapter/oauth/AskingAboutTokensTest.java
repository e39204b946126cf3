package io.rotakeep.adapter.oauth;

import static io.rotakeep.adapter.oauth.Exchanges.AMPLE;
import static io.rotakeep.adapter.oauth.Exchanges.publicClient;
import static io.rotakeep.adapter.oauth.Exchanges.secret;
import static io.rotakeep.adapter.oauth.Exchanges.within;
import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.core.oauth.IntrospectionEndpoint.Introspection;
import io.rotakeep.core.provider.Dialect;
import io.rotakeep.core.provider.ServerTrust;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Introspection and userinfo. */
@Timeout(60)
final class AskingAboutTokensTest {

  @Test
  void aLivingTokenMayTellItsEndAndItsSubject() throws Exception {
    assertThat(introspect("{\"active\": true, \"exp\": 1700000000, \"sub\": \"u1\"}"))
        .isEqualTo(new Introspection.Live(Instant.ofEpochSecond(1_700_000_000), "u1"));
    assertThat(introspect("{\"active\": true, \"exp\": -5, \"sub\": 7}"))
        .isEqualTo(new Introspection.Live(null, "7"));
    assertThat(introspect("{\"active\": true, \"exp\": 1e15}"))
        .isEqualTo(new Introspection.Live(null, null));
  }

  @Test
  void aDeadTokenTellsNothing() throws Exception {
    assertThat(introspect("{\"active\": false, \"sub\": \"u1\"}"))
        .isEqualTo(new Introspection.Dead());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"active\": \"true\"}",
        "{\"active\": 1}",
        "{\"active\": true",
        "<html>",
        "",
        "{\"active\": false, \"active\": true}"
      })
  void anythingElseIsUnknown(String body) throws Exception {
    assertThat(introspect(body)).isInstanceOf(Introspection.Unknown.class);
  }

  @Test
  void asksForTheSubjectWithTheTokenInAHeader() throws Exception {
    try (ScriptedServer server = ScriptedServer.answering(ScriptedServer.ok("{\"sub\": \"u1\"}"))) {

      Optional<String> subject =
          new HttpUserinfoEndpoint(within(AMPLE))
              .subject(
                  server.uri("/me"),
                  secret("at-1"),
                  Dialect.STANDARD.identity(),
                  ServerTrust.USUAL);

      assertThat(subject).contains("u1");
      assertThat(server.onlyRequest())
          .startsWith("GET /me HTTP/1.1\r\n")
          .contains("Authorization: Bearer at-1\r\n");
      assertThat(server.onlyRequest().toLowerCase(Locale.ROOT)).doesNotContain("content-length");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "account_id | {\"account_id\": \"a1\", \"sub\": \"other\"} | a1",
        "id | {\"login\": \"x\", \"id\": 583231} | 583231",
        "data.user.id | {\"data\": {\"id\": \"no\", \"user\": {\"id\": \"u7\"}}} | u7",
        "data.id | {\"data\": [{\"id\": \"no\"}], \"sub\": \"no\"} | ",
        "id | {\"id\": \"a\", \"id\": \"b\"} | ",
        "id | {\"id\": {\"id\": \"no\"}} | ",
      })
  void looksWhereTheServerNamesTheSubject(String path, String body, @Nullable String subject)
      throws Exception {
    try (ScriptedServer server = ScriptedServer.answering(ScriptedServer.ok(body))) {

      assertThat(
              new HttpUserinfoEndpoint(within(AMPLE))
                  .subject(
                      server.uri("/me"),
                      secret("at"),
                      new Dialect.Identity(null, path),
                      ServerTrust.USUAL))
          .isEqualTo(Optional.ofNullable(subject));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"sub\": \"\"}", "{\"sub\": 7}", "eyJh.eyJz.c2ln"})
  void anAnswerWithoutASubjectNamesNone(String body) throws Exception {
    try (ScriptedServer server = ScriptedServer.answering(ScriptedServer.ok(body))) {

      assertThat(
              new HttpUserinfoEndpoint(within(AMPLE))
                  .subject(
                      server.uri("/me"),
                      secret("at"),
                      Dialect.STANDARD.identity(),
                      ServerTrust.USUAL))
          .isEmpty();
    }
  }

  private static Introspection introspect(String body) throws Exception {
    try (ScriptedServer server = ScriptedServer.answering(ScriptedServer.ok(body))) {
      return new HttpIntrospectionEndpoint(within(AMPLE))
          .introspect(server.uri("/introspect"), publicClient(), secret("at"));
    }
  }
}
