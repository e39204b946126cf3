package io.rotakeep.adapter.oauth;

import static io.rotakeep.adapter.oauth.Exchanges.AMPLE;
import static io.rotakeep.adapter.oauth.Exchanges.client;
import static io.rotakeep.adapter.oauth.Exchanges.secret;
import static io.rotakeep.adapter.oauth.Exchanges.within;
import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.core.oauth.ClientCredentials;
import io.rotakeep.core.oauth.TokenObservation;
import io.rotakeep.core.oauth.TokenQuestion;
import io.rotakeep.core.provider.ClientAuthentication;
import io.rotakeep.core.provider.Dialect;
import io.rotakeep.core.provider.RequestHeader;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a token request carries, as captured from the wire. */
@Timeout(60)
final class TokenRequestTest {
  private static final TokenQuestion REFRESH = new TokenQuestion.Refresh(secret("r+/=t"));
  private static final TokenQuestion EXCHANGE =
      new TokenQuestion.Exchange(
          secret("c0de"), URI.create("https://us.example/cb?a=b&c=d"), secret("ver~ifier"));

  @Test
  void aPublicClientSendsItsIdAndNoSecret() throws Exception {
    Captured request = ask(Exchanges.publicClient(), REFRESH);

    assertThat(request.form())
        .isEqualTo(
            Map.of(
                "grant_type", "refresh_token", "refresh_token", "r+/=t", "client_id", "our-app"));
    assertThat(request.text()).doesNotContain("client_secret").doesNotContain("Authorization");
  }

  @Test
  void aConfidentialClientMaySendItsSecretInTheBody() throws Exception {
    Captured request =
        ask(client(ClientAuthentication.CLIENT_SECRET_POST, "our-app", "s3cret"), EXCHANGE);

    assertThat(request.form())
        .isEqualTo(
            Map.of(
                "grant_type", "authorization_code",
                "code", "c0de",
                "redirect_uri", "https://us.example/cb?a=b&c=d",
                "code_verifier", "ver~ifier",
                "client_id", "our-app",
                "client_secret", "s3cret"));
    assertThat(request.text()).doesNotContain("Authorization");
  }

  @Test
  void aServerMayWantJsonAndHeadersOfItsOwn() throws Exception {
    Dialect dialect =
        new Dialect(
            Dialect.ScopeSeparator.SPACE,
            new Dialect.Requests(
                Dialect.BodyFormat.JSON,
                List.of(
                    new RequestHeader("X-Version", "2026-03-11"),
                    new RequestHeader("Accept", "application/vnd.example+json"))),
            Dialect.STANDARD.answers(),
            Dialect.STANDARD.identity());
    ClientCredentials client =
        new ClientCredentials(
            "our-app",
            ClientAuthentication.CLIENT_SECRET_POST,
            secret("q\"b\\\u0001\u00e9"),
            dialect);

    String text = ask(client, REFRESH).text();

    assertThat(text)
        .contains("Content-Type: application/json\r\n")
        .contains("X-Version: 2026-03-11\r\n")
        .contains("Accept: application/vnd.example+json\r\n")
        .doesNotContain("Accept: application/json\r\n");
    assertThat(text.substring(text.indexOf("\r\n\r\n") + 4))
        .startsWith("{\"grant_type\":\"refresh_token\",\"refresh_token\":\"r+/=t\",")
        .contains("\"client_secret\":\"q\\\"b\\\\\\u0001")
        .endsWith("\"}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "a:b%c+d \u00e9", "\u20ac&=?#", "%41", "+ +", "*-._~"})
  void aConfidentialClientMayProveItselfInAHeader(String odd) throws Exception {
    Captured request =
        ask(client(ClientAuthentication.CLIENT_SECRET_BASIC, odd, odd + "!"), REFRESH);

    assertThat(request.form())
        .isEqualTo(Map.of("grant_type", "refresh_token", "refresh_token", "r+/=t"));
    String[] pair = request.basicCredentials().split(":", -1);
    assertThat(pair).hasSize(2);
    assertThat(decoded(pair[0])).isEqualTo(odd);
    assertThat(decoded(pair[1])).isEqualTo(odd + "!");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a:b%c+d \u00e9", "\u20ac&=?#", "\r\nX-Injected: 1"})
  void valuesSurviveTheBody(String odd) throws Exception {
    Captured request =
        ask(
            client(ClientAuthentication.CLIENT_SECRET_POST, "our-app", odd),
            new TokenQuestion.Refresh(secret(odd)));

    assertThat(request.form())
        .containsEntry("refresh_token", odd)
        .containsEntry("client_secret", odd);
    assertThat(request.text().toLowerCase(Locale.ROOT)).doesNotContain("\r\nx-injected");
  }

  @Test
  void everythingGoesIntoTheBodyOfOnePost() throws Exception {
    Captured request = ask(Exchanges.publicClient(), EXCHANGE);

    assertThat(request.text()).startsWith("POST /token?tenant=7 HTTP/1.1\r\n");
    assertThat(request.headers())
        .containsEntry("accept", "application/json")
        .containsEntry("content-type", "application/x-www-form-urlencoded")
        .containsEntry("connection", "close")
        .containsEntry("user-agent", "rotakeep")
        .doesNotContainKeys("cookie", "accept-encoding", "upgrade", "expect", "transfer-encoding");
  }

  @ParameterizedTest
  @EnumSource(names = {"PRIVATE_KEY_JWT", "TLS_CLIENT_AUTH"})
  void whatIsNotBuiltYetSendsNothing(ClientAuthentication method) throws Exception {
    try (ScriptedServer server = ScriptedServer.answering(ScriptedServer.ok("{}"))) {

      TokenObservation seen =
          new HttpTokenEndpoint(within(AMPLE))
              .ask(server.uri("/token"), client(method, "our-app", null), REFRESH);

      assertThat(seen).isInstanceOf(TokenObservation.NotSent.class);
      assertThat(server.connections()).isZero();
    }
  }

  private static Captured ask(ClientCredentials client, TokenQuestion question) throws Exception {
    try (ScriptedServer server = ScriptedServer.answering(ScriptedServer.ok("{}"))) {
      new HttpTokenEndpoint(within(AMPLE)).ask(server.uri("/token?tenant=7"), client, question);
      return new Captured(server.onlyRequest());
    }
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  private record Captured(String text) {
    Map<String, String> form() {
      String body = text.substring(text.indexOf("\r\n\r\n") + 4);
      return Arrays.stream(body.split("&", -1))
          .map(pair -> pair.split("=", 2))
          .collect(Collectors.toMap(pair -> decoded(pair[0]), pair -> decoded(pair[1])));
    }

    Map<String, String> headers() {
      return text.substring(0, text.indexOf("\r\n\r\n"))
          .lines()
          .skip(1)
          .map(line -> line.split(": ", 2))
          .collect(Collectors.toMap(line -> line[0].toLowerCase(Locale.ROOT), line -> line[1]));
    }

    String basicCredentials() {
      String value = headers().getOrDefault("authorization", "");
      assertThat(value).startsWith("Basic ");
      return new String(Base64.getDecoder().decode(value.substring(6)), StandardCharsets.US_ASCII);
    }
  }
}
