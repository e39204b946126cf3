package io.rotakeep.adapter.oauth;

import static io.rotakeep.adapter.oauth.Exchanges.AMPLE;
import static io.rotakeep.adapter.oauth.Exchanges.client;
import static io.rotakeep.adapter.oauth.Exchanges.secret;
import static io.rotakeep.adapter.oauth.Exchanges.within;
import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.adapter.grpc.EverythingLogged;
import io.rotakeep.core.oauth.ClientCredentials;
import io.rotakeep.core.oauth.TokenObservation;
import io.rotakeep.core.oauth.TokenQuestion;
import io.rotakeep.core.provider.ClientAuthentication;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever an exchange leaves behind, no secret is in it. */
@Timeout(60)
final class TracesOfAnExchangeTest {
  private static final String PRESENTED = "canary-presented-6f1d";
  private static final String RECEIVED = "canary-received-9a2b";
  private static final String SECRET = "canary-secret-77e0";

  private final EverythingLogged log = new EverythingLogged();

  @AfterEach
  void logsAsBefore() {
    log.close();
  }

  @Test
  void noLogHoldsASecretEvenAtTraceLevel() throws Exception {
    String answer =
        "{\"access_token\": \"" + RECEIVED + "\", \"refresh_token\": \"" + RECEIVED + "\"}";
    try (ScriptedServer server = ScriptedServer.answering(ScriptedServer.ok(answer))) {
      ask(server.uri("/token"), ClientAuthentication.CLIENT_SECRET_POST);
      ask(server.uri("/token"), ClientAuthentication.CLIENT_SECRET_BASIC);
    }
    try (ScriptedServer server =
        ScriptedServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n" + answer)) {
      ask(server.uri("/token"), ClientAuthentication.CLIENT_SECRET_POST);
    }

    List<String> lines = log.lines();
    assertThat(lines).as("the library does log").isNotEmpty();
    assertThat(lines)
        .noneMatch(line -> line.contains("canary"))
        .noneMatch(line -> line.contains(base64("our-app:" + SECRET)));
  }

  @Test
  void observationsAndAnswersPrintNoSecret() throws Exception {
    String answer =
        "{\"access_token\": \"" + RECEIVED + "\", \"refresh_token\": \"" + RECEIVED + "\"}";
    try (ScriptedServer server = ScriptedServer.answering(ScriptedServer.ok(answer))) {

      TokenObservation seen = ask(server.uri("/token"), ClientAuthentication.CLIENT_SECRET_BASIC);

      assertThat(seen.toString()).doesNotContain("canary");
      assertThat(new JsonTokenAnswerReader().read(secret(answer)).toString())
          .doesNotContain("canary");
      assertThat(SecretHeader.bearer(secret(RECEIVED)).toString()).doesNotContain("canary");
    }
  }

  @Test
  void aClosedRequestHoldsNoSecretAnyMore() {
    ClientCredentials basic = client(ClientAuthentication.CLIENT_SECRET_BASIC, "our-app", SECRET);
    Outgoing outgoing =
        Outgoing.form(
            URI.create("https://as.example/token"),
            basic,
            form -> form.add("refresh_token", secret(PRESENTED)));
    SecretHeader header = Objects.requireNonNull(outgoing.authorization());
    char[] line = header.getBuffer().array();
    assertThat(new String(line)).contains(base64("our-app:" + SECRET));

    outgoing.close();

    assertThat(line).containsOnly('\0');
    assertThat(Objects.requireNonNull(outgoing.body()).bytes().isClosed()).isTrue();
  }

  private static TokenObservation ask(URI endpoint, ClientAuthentication method) {
    return new HttpTokenEndpoint(within(AMPLE))
        .ask(
            endpoint,
            client(method, "our-app", SECRET),
            new TokenQuestion.Refresh(secret(PRESENTED)));
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
