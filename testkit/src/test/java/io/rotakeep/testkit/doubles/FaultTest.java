package io.rotakeep.testkit.doubles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rotakeep.testkit.TestClient;
import io.rotakeep.testkit.TestClient.Answer;
import io.rotakeep.testkit.authorization.ClientKind;
import io.rotakeep.testkit.authorization.Presentation;
import io.rotakeep.testkit.authorization.Presentation.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FaultTest {
  private AuthorizationServerDouble server;
  private TestClient client;
  private String token;

  @BeforeEach
  void start() throws Exception {
    server = AuthorizationServerDouble.start(DoubleSettings.standard());
    client = TestClient.at(server, ClientKind.PUBLIC);
    token = client.enrol("alice").refreshToken();
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  @Test
  void anHtmlPageComesInPlaceOfTheAnswerAndSpendsNothing() throws Exception {
    next(new Fault.HtmlPage(200));

    Answer answer = client.refresh(token);

    assertThat(answer.response().headers().firstValue("content-type"))
        .hasValue("text/html;charset=UTF-8");
    assertThat(outcomes()).containsExactly(Outcome.NOT_PROCESSED);
    assertThat(client.refresh(token).status()).isEqualTo(200);
  }

  @Test
  void aCutJsonIsWellFramedAndComesAfterTheTokenWasSpent() throws Exception {
    next(new Fault.CutJson(30));

    Answer answer = client.refresh(token);

    assertThat(answer.response().body()).hasSize(30).startsWith("{\"access_token\":\"at_");
    assertThat(outcomes()).containsExactly(Outcome.ROTATED);
  }

  @Test
  void aBrokenOffAnswerEndsBeforeItsAnnouncedLength() {
    next(new Fault.BrokenOff(10));

    assertThatThrownBy(() -> client.refresh(token)).isInstanceOf(IOException.class);
    assertThat(outcomes()).containsExactly(Outcome.ROTATED);
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void redirectsLeadWhereTheTestSays(int status) throws Exception {
    next(new Fault.Redirect(status, URI.create("http://127.0.0.1:1/elsewhere")));

    Answer answer = client.refresh(token);

    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.response().headers().firstValue("location"))
        .hasValue("http://127.0.0.1:1/elsewhere");
  }

  @Test
  void statusesComeWithTheRetryAfterThatWasAskedFor() throws Exception {
    next(Fault.status(503));
    next(Fault.throttled("120"));
    next(new Fault.Refusal(400, "invalid_grant", "token request is already being processed"));

    Answer unavailable = client.refresh(token);
    Answer throttled = client.refresh(token);
    Answer refusal = client.refresh(token);

    assertThat(unavailable.status()).isEqualTo(503);
    assertThat(throttled.response().headers().firstValue("retry-after")).hasValue("120");
    assertThat(refusal.error()).isEqualTo("invalid_grant");
  }

  @Test
  void aFaultForEveryRequestLastsUntilItIsCleared() throws Exception {
    server.behaviour().faults().always(Endpoint.TOKEN, Fault.status(500));
    int first = client.refresh(token).status();
    int second = client.refresh(token).status();

    server.behaviour().faults().clear();

    assertThat(first).isEqualTo(500);
    assertThat(second).isEqualTo(500);
    assertThat(client.refresh(token).status()).isEqualTo(200);
  }

  @Test
  void aHangupAfterCommitLosesTheAnswerAndKeepsTheSuccessor() throws Exception {
    next(new Fault.Hangup());

    String answer = rawRefresh();

    assertThat(answer).isEmpty();
    assertThat(outcomes()).containsExactly(Outcome.ROTATED);
    assertThat(server.report().newest("public-app", "alice"))
        .hasValueSatisfying(newest -> assertThat(newest.generation()).isEqualTo(2));
  }

  @Test
  void aResetEndsTheConnectionOnceTheRequestWasRead() {
    next(new Fault.Reset());

    assertThatThrownBy(this::rawRefresh).isInstanceOf(SocketException.class);
    assertThat(outcomes()).containsExactly(Outcome.NOT_PROCESSED);
  }

  @Test
  void silenceEndsWithItsLimit() throws Exception {
    next(new Fault.Silence(Duration.ofMillis(50)));

    assertThat(rawRefresh()).isEmpty();
  }

  @Test
  void aDrippingAnswerIsWholeInTheEnd() throws Exception {
    next(new Fault.Drip(Duration.ofNanos(1000)));

    assertThat(client.refresh(token).refreshToken()).startsWith("rt_");
  }

  @Test
  void aHugeBodyIsTheTrueAnswerAndALotOfBlanks() throws Exception {
    next(new Fault.HugeBody(3_000_000));

    Answer answer = client.refresh(token);

    assertThat(answer.response().body()).hasSize(3_000_000);
    assertThat(answer.refreshToken()).startsWith("rt_");
  }

  @Test
  void theMomentDecidesWhetherTheTokenIsSpent() throws Exception {
    server.behaviour().faults().once(Endpoint.TOKEN, Fault.status(503), Fault.Moment.AFTER_COMMIT);

    client.refresh(token);

    assertThat(outcomes()).containsExactly(Outcome.ROTATED);
  }

  private void next(Fault fault) {
    server.behaviour().faults().once(Endpoint.TOKEN, fault);
  }

  private java.util.List<Outcome> outcomes() {
    return server.report().presentations().stream().map(Presentation::outcome).toList();
  }

  /** Over a bare socket, because an HTTP client may quietly ask again. */
  private String rawRefresh() throws IOException {
    URI endpoint = server.endpoints().token();
    String form = "grant_type=refresh_token&client_id=public-app&refresh_token=" + token;
    String request =
        "POST /token HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
            + form.length()
            + "\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\n"
            + form;
    try (var socket = new Socket(endpoint.getHost(), endpoint.getPort())) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
