package io.rotakeep.adapter.oauth;

import static io.rotakeep.adapter.oauth.Exchanges.secret;
import static io.rotakeep.adapter.oauth.Exchanges.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.core.oauth.TokenAnswer;
import io.rotakeep.core.oauth.TokenAnswer.Granted;
import io.rotakeep.core.oauth.TokenAnswer.Refused;
import io.rotakeep.core.oauth.TokenAnswer.Unreadable;
import io.rotakeep.core.secret.SecretBytes;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every shape of answer that servers and their gateways have been seen to give. */
final class JsonTokenAnswerReaderTest {
  private final JsonTokenAnswerReader reader = new JsonTokenAnswerReader();

  @Test
  void readsAWholeAnswer() {
    Granted granted =
        granted(
            """
            {"access_token": "at", "refresh_token": "rt", "token_type": "Bearer",
             "expires_in": 3600, "scope": "api refresh_token",
             "instance_url": "https://acme.my.salesforce.com", "issued_at": "1700000000000",
             "live": true, "quota": 12.50, "team": {"id": "T1"}, "list": ["x"], "none": null}
            """);

    assertThat(text(required(granted.accessToken()))).isEqualTo("at");
    assertThat(text(required(granted.refreshToken()))).isEqualTo("rt");
    assertThat(granted.tokenType()).isEqualTo("Bearer");
    assertThat(granted.expiresInSeconds()).isEqualTo(3600);
    assertThat(granted.scopes()).containsExactly("api", "refresh_token");
    assertThat(granted.subject()).isNull();
    assertThat(granted.attributes())
        .isEqualTo(
            Map.of(
                "instance_url", "https://acme.my.salesforce.com",
                "issued_at", "1700000000000",
                "live", "true",
                "quota", "12.50",
                "team.id", "T1"));
  }

  @Test
  void leavesWhatIsMissingToTheJudge() {
    Granted granted = granted("{}");

    assertThat(granted.accessToken()).isNull();
    assertThat(granted.refreshToken()).isNull();
    assertThat(granted.tokenType()).isNull();
    assertThat(granted.expiresInSeconds()).isNull();
    assertThat(granted.scopes()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "3600, 3600",
    "'\"3600\"', 3600",
    "3600.5, 3600",
    "0, 0",
    "-1, -1",
    "-0.5, -1",
    "1e12, 1000000000000",
    "99999999999999999999, 9223372036854775807",
    "1e999, 9223372036854775807",
    "-1e999, -9223372036854775808",
    "'\"soon\"',",
    "'\"\"',",
    "'\"NaN\"',",
    "'\"1e99999999\"',",
    "true,",
    "null,",
    "[3600],",
    "'{\"in\": 1}',"
  })
  void readsALifeHoweverItIsWritten(String written, Long seconds) {
    assertThat(granted("{\"expires_in\": " + written + "}").expiresInSeconds()).isEqualTo(seconds);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "\"a b\"; a b",
        "\"a\"; a",
        "\"a,b\"; a b",
        "\"a, b\"; a, b",
        "[\"a\", \"b\"]; a b",
        "[\"a\", 7]; a",
        "\"a  b\"; a b",
        "\"a \\u00e9 b\"; a b"
      })
  void readsScopesHoweverTheyAreWritten(String written, String scopes) {
    assertThat(granted("{\"scope\": " + written + "}").scopes())
        .isEqualTo(List.of(scopes.split(" ")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"7", "null", "true", "{\"a\": 1}"})
  void takesNothingElseForScopes(String written) {
    assertThat(granted("{\"scope\": " + written + "}").scopes()).isNull();
  }

  @Test
  void readsTheSubjectOfAnIdTokenAndNeverKeepsTheToken() {
    String claims = "{\"iss\": \"https://as.example\", \"sub\": \"user-7\"}";
    String jwt = "e30." + base64Url(claims) + ".c2ln";

    Granted granted = granted("{\"id_token\": \"" + jwt + "\"}");

    assertThat(granted.subject()).isEqualTo("user-7");
    assertThat(granted.attributes()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{}", "{\"sub\": 7}", "{\"sub\": \"a\", \"sub\": \"b\"}", "[]", "{\"sub\""})
  void anIdTokenWithoutOneSubjectNamesNone(String claims) {
    assertThat(granted("{\"id_token\": \"e30." + base64Url(claims) + ".s\"}").subject()).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "a.b", "a.*.c", "..", "a.e30"})
  void anIdTokenThatIsNoJwtIsIgnored(String token) {
    assertThat(granted("{\"id_token\": \"" + token + "\"}").subject()).isNull();
  }

  @Test
  void neverReadsMembersThatMayBeCredentials() {
    Granted granted =
        granted(
            """
            {"csrf_token": "1", "lightning_sid": "1", "client_secret": "1", "CSRF": "1",
             "session_state": "1", "user_password": "1", "issued_token_type": "1",
             "refresh_token_expires_in": 99, "ok": true, "a b": "odd name"}
            """);

    assertThat(granted.attributes()).isEqualTo(Map.of("refresh_token_expires_in", "99"));
  }

  @Test
  void keepsAttributesWithinLimits() {
    StringBuilder json = new StringBuilder("{\"long\": \"" + "x".repeat(5000) + "\"");
    for (int i = 0; i < 100; i++) {
      json.append(", \"a").append(i).append("\": ").append(i);
    }

    Granted granted = granted(json + "}");

    assertThat(granted.attributes()).hasSize(64);
    assertThat(granted.attributes().get("long")).hasSize(2048);
  }

  @Test
  void keepsTokensOfAnySizeUpToTheLimit() {
    Granted granted =
        granted(
            "{\"access_token\": \""
                + "a".repeat(16_384)
                + "\", \"refresh_token\": \"r\\u0041\\/\"}");

    assertThat(required(granted.accessToken()).length()).isEqualTo(16_384);
    assertThat(text(required(granted.refreshToken()))).isEqualTo("rA/");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "7",
        "null",
        "true",
        "[\"t\"]",
        "{\"t\": 1}",
        "\"\"",
        "\"a\\nb\"",
        "\"a\\u0000\"",
        "\"a\\r\"",
        "\"\u00e9\"",
        "\"a\\u007f\""
      })
  void aTokenThatIsNoTokenMakesTheAnswerUnreadable(String value) {
    assertThat(read("{\"refresh_token\": " + value + ", \"access_token\": \"at\"}"))
        .isInstanceOfSatisfying(
            Unreadable.class, unreadable -> assertThat(unreadable.refreshToken()).isNull());
    assertSalvaged("{\"access_token\": " + value + ", \"refresh_token\": \"rt\"}");
  }

  @Test
  void aTokenThatIsTooLongMakesTheAnswerUnreadable() {
    assertThat(read("{\"access_token\": \"" + "a".repeat(16_385) + "\"}"))
        .isInstanceOf(Unreadable.class);
  }

  @Test
  void twoRefreshTokensAreNone() {
    assertThat(read("{\"refresh_token\": \"a\", \"refresh_token\": \"b\"}"))
        .isInstanceOfSatisfying(
            Unreadable.class, unreadable -> assertThat(unreadable.refreshToken()).isNull());
    assertSalvaged("{\"access_token\":\"a\",\"access_token\":\"b\",\"refresh_token\":\"rt\"}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"refresh_token\": \"rt\"",
        "{\"refresh_token\": \"rt\", ",
        "{\"refresh_token\": \"rt\", \"access_token\": \"at",
        "{\"refresh_token\": \"rt\", \"expires_in\": NaN}",
        "{\"refresh_token\": \"rt\", \"expires_in\": 1.}",
        "{\"refresh_token\": \"rt\"} trailing",
        "{\"refresh_token\": \"rt\"}{\"refresh_token\": \"other\"}",
        "{\"refresh_token\": \"rt\", \"x\": \"\u00e9",
        "{\"refresh_token\": \"rt\", 'x': 1}",
        "{\"refresh_token\": \"rt\", \"d\": [[[[[[[[[[1]]]]]]]]]]}"
      })
  void savesARefreshTokenThatStoodCompleteBeforeTheDamage(String body) {
    assertSalvaged(body);
  }

  @Test
  void savesARefreshTokenBeforeABrokenCharacter() {
    byte[] whole =
        "{\"refresh_token\": \"rt\", \"name\": \"\u00e9".getBytes(StandardCharsets.UTF_8);
    byte[] cut = Arrays.copyOf(whole, whole.length - 1);

    TokenAnswer answer = reader.read(SecretBytes.owning(cut));

    assertThat(answer)
        .isInstanceOfSatisfying(
            Unreadable.class,
            unreadable -> assertThat(text(required(unreadable.refreshToken()))).isEqualTo("rt"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " \n",
        "[]",
        "[{\"access_token\": \"at\"}]",
        "\"text\"",
        "7",
        "null",
        "<html><body>Sign in</body></html>",
        "access_token=at&refresh_token=rt",
        "\ufeff{\"access_token\": \"at\"}",
        "{\"refresh_token\": \"rt",
        "{\"refresh_token\"",
        "{\"a\": tru}",
        "{,}",
        "{\"a\" 1}",
        "{\"a\": 01}",
        "{\"a\": \"\t\"}",
        "{\"a\": Infinity}",
        "/* */ {}"
      })
  void anythingElseIsUnreadable(String body) {
    assertThat(read(body))
        .isInstanceOfSatisfying(
            Unreadable.class, unreadable -> assertThat(unreadable.refreshToken()).isNull());
  }

  @Test
  void readsNoOtherEncodingThanUtf8() throws Exception {
    String json = "{\"access_token\": \"at\"}";
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
      gzip.write(json.getBytes(StandardCharsets.UTF_8));
    }

    for (String charset : List.of("UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32")) {
      assertThat(reader.read(SecretBytes.owning(json.getBytes(Charset.forName(charset)))))
          .as(charset)
          .isInstanceOf(Unreadable.class);
    }
    assertThat(reader.read(SecretBytes.owning(zipped.toByteArray())))
        .isInstanceOf(Unreadable.class);
  }

  @Test
  void survivesNestingWithoutEnd() {
    assertThat(read("{\"a\":".repeat(10_000))).isInstanceOf(Unreadable.class);
    assertThat(read("{\"a\":" + "[".repeat(10_000))).isInstanceOf(Unreadable.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{\"error\": \"invalid_grant\", \"error_description\": \"expired\"}; invalid_grant",
        "{\"error\": \"invalid_grant\", \"access_token\": \"at\"}; invalid_grant",
        "{\"error\": \"invalid_grant\", \"access_token\": null}; invalid_grant",
        "{\"ok\": false, \"error\": \"invalid_refresh_token\"}; invalid_refresh_token",
        "{\"error\": \"invalid_refresh_token\", \"ok\": false}; invalid_refresh_token",
        "{\"ok\": false}; unnamed_error",
        "{\"error\": {\"message\": \"no\"}}; unnamed_error",
        "{\"error\": 4702}; 4702",
        "{\"error\": \"a\\u001b[31m\\nb\"}; unnamed_error",
        "{\"error\": \"%n{}${x}\"}; unnamed_error",
        "{\"error\": \"AADSTS70008: expired\"}; AADSTS70008: expired",
        "{\"error\": \"AADSTS7000215\"}; AADSTS7000215",
        "{\"error\": \"error 4702/17\"}; error 4702/17",
        "{\"error\": \"1234567890123456\"}; unnamed_error",
        "{\"error\": \"token1234567890123456\"}; unnamed_error",
        "{\"error\": \"token 1234567890123456\"}; unnamed_error",
        "{\"error\": \"5Aep861TSESvWeug_xvHMF8NFn8V3Vjz\"}; unnamed_error",
        "{\"error\": \"eyJhbGciOiJub25lIn0.e30.\"}; unnamed_error",
        "{\"error\": \"550e8400-e29b-41d4-a716-446655440000\"}; unnamed_error"
      })
  void readsARefusal(String body, String error) {
    assertThat(read(body))
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.error()).isEqualTo(error));
  }

  @Test
  void keepsARefusalShort() {
    String body =
        "{\"error\": \""
            + "e".repeat(500)
            + "\", \"error_description\": \""
            + "d\\n".repeat(500)
            + "\"}";

    assertThat(read(body))
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> {
              assertThat(refused.error()).isEqualTo("unnamed_error");
              assertThat(refused.description()).hasSize(512).doesNotContain("\n");
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "\"\""})
  void anEmptyErrorBesideTokensIsNone(String error) {
    assertThat(granted("{\"error\": " + error + ", \"access_token\": \"at\"}").accessToken())
        .isNotNull();
  }

  @Test
  void leavesTheBodyAsItWas() {
    try (SecretBytes body = secret("{\"access_token\": \"at\"}")) {

      TokenAnswer answer = reader.read(body);

      assertThat(text(body)).isEqualTo("{\"access_token\": \"at\"}");
      answer.close();
    }
  }

  private TokenAnswer read(String body) {
    return reader.read(secret(body));
  }

  private Granted granted(String body) {
    assertThat(read(body)).isInstanceOf(Granted.class);
    return (Granted) read(body);
  }

  private void assertSalvaged(String body) {
    assertThat(read(body))
        .isInstanceOfSatisfying(
            Unreadable.class,
            unreadable -> assertThat(text(required(unreadable.refreshToken()))).isEqualTo("rt"));
  }

  private static SecretBytes required(@Nullable SecretBytes secret) {
    return Objects.requireNonNull(secret);
  }

  private static String base64Url(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
