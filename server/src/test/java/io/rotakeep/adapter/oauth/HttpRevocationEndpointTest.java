package io.rotakeep.adapter.oauth;

import static io.rotakeep.adapter.oauth.Exchanges.AMPLE;
import static io.rotakeep.adapter.oauth.Exchanges.publicClient;
import static io.rotakeep.adapter.oauth.Exchanges.secret;
import static io.rotakeep.adapter.oauth.Exchanges.within;
import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.core.oauth.RevocationEndpoint.RevocationOutcome;
import io.rotakeep.core.oauth.RevocationEndpoint.RevocationOutcome.Gone;
import io.rotakeep.core.oauth.RevocationEndpoint.RevocationOutcome.Refused;
import io.rotakeep.core.oauth.RevocationEndpoint.RevocationOutcome.Unconfirmed;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
final class HttpRevocationEndpointTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      nullValues = "none",
      value = {
        "200; none; Gone",
        "200; <html>; Gone",
        "204; none; Gone",
        "200; {\"ok\": true}; Gone",
        "200; {\"ok\": false, \"error\": \"ratelimited\"}; Unconfirmed",
        "400; {\"error\": \"invalid_token\"}; Gone",
        "400; {\"error\": \"unsupported_token_type\"}; Refused",
        "400; {\"error\": \"invalid_request\"}; Refused",
        "400; {\"error\": \"invalid_client\"}; ClientRefused",
        "400; none; Unconfirmed",
        "401; {\"error\": \"invalid_client\"}; ClientRefused",
        "401; {\"error\": \"invalid_token\"}; Unconfirmed",
        "404; <html>; Unconfirmed",
        "302; none; Unconfirmed",
        "429; none; Unconfirmed",
        "500; {\"error\": \"invalid_token\"}; Unconfirmed",
        "503; none; Unconfirmed"
      })
  void judgesAnAnswer(int status, String body, String outcome) throws Exception {
    String content = body == null ? "" : body;
    String answer =
        "HTTP/1.1 " + status + " x\r\nContent-Length: " + content.length() + "\r\n\r\n" + content;
    // A 204 has no body, whatever its head says.
    try (ScriptedServer server =
        ScriptedServer.answering(status == 204 ? "HTTP/1.1 204 x\r\n\r\n" : answer)) {

      assertThat(revoke(server.uri("/revoke")).getClass().getSimpleName()).isEqualTo(outcome);
    }
  }

  @Test
  void namesTheTokenAndItsKind() throws Exception {
    try (ScriptedServer server = ScriptedServer.answering(ScriptedServer.ok(""))) {

      assertThat(revoke(server.uri("/revoke"))).isInstanceOf(Gone.class);

      assertThat(server.onlyRequest())
          .startsWith("POST /revoke HTTP/1.1\r\n")
          .endsWith("\r\n\r\ntoken=rt&token_type_hint=refresh_token&client_id=our-app");
    }
  }

  @Test
  void silenceConfirmsNothing() throws Exception {
    try (ScriptedServer server = new ScriptedServer(ScriptedServer.Peer::readRequest)) {

      assertThat(revoke(server.uri("/revoke"))).isInstanceOf(Unconfirmed.class);
    }
  }

  @Test
  void givesTheCodeOfARefusal() throws Exception {
    String body = "{\"error\": \"unsupported_token_type\"}";
    try (ScriptedServer server =
        ScriptedServer.answering(ScriptedServer.ok(body).replace("200 OK", "400 Bad Request"))) {

      assertThat(revoke(server.uri("/revoke"))).isEqualTo(new Refused("unsupported_token_type"));
    }
  }

  private static RevocationOutcome revoke(URI endpoint) {
    return new HttpRevocationEndpoint(within(AMPLE)).revoke(endpoint, publicClient(), secret("rt"));
  }
}
