package io.rotakeep.testkit.doubles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.rotakeep.testkit.RawRequest;
import io.rotakeep.testkit.TestClient;
import io.rotakeep.testkit.authorization.ClientKind;
import io.rotakeep.testkit.authorization.Presentation;
import io.rotakeep.testkit.authorization.Presentation.Outcome;
import io.rotakeep.testkit.doubles.Fault.Ending;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Faults that only bytes show. */
class WireFaultTest {
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

  /** At once, within the status line, within the headers, within the body. */
  @ParameterizedTest
  @ValueSource(ints = {0, 7, 60, 190})
  void anAnswerEndsAtAnyByteAfterTheTokenWasSpent(int kept) throws Exception {
    next(new Fault.Severed(kept, Ending.CLOSED));

    String answer = text(raw().answer());

    assertThat(answer).hasSize(kept);
    assertThat("HTTP/1.1 200 OK\r\n").startsWith(answer.lines().findFirst().orElse(""));
    assertThat(outcomes()).containsExactly(Outcome.ROTATED);
  }

  @ParameterizedTest
  @ValueSource(ints = {7, 60, 190})
  void anAnswerIsResetInItsMiddle(int kept) {
    next(new Fault.Severed(kept, Ending.RESET));

    assertThatExceptionOfType(SocketException.class).isThrownBy(() -> raw().answer());
    assertThat(outcomes()).containsExactly(Outcome.ROTATED);
  }

  @ParameterizedTest
  @ValueSource(ints = {7, 60, 190})
  void anAnswerStopsInItsMiddleAndTheConnectionStays(int kept) throws Exception {
    next(new Fault.Severed(kept, Ending.SILENT));

    try (Socket socket = raw().sent(InetAddress.getLoopbackAddress())) {
      assertThat(socket.getInputStream().readNBytes(kept)).hasSize(kept);
      assertSilent(socket);
    }
    assertThat(outcomes()).containsExactly(Outcome.ROTATED);
  }

  @Test
  void theServerEndsAfterItsCommitAndBeforeTheStatusLine() {
    server.behaviour().faults().once(Endpoint.TOKEN, new Fault.Reset(), Fault.Moment.AFTER_COMMIT);

    assertThatExceptionOfType(SocketException.class).isThrownBy(() -> raw().answer());
    assertThat(outcomes()).containsExactly(Outcome.ROTATED);
  }

  @Test
  void theServerEndsBeforeItHasReadTheRequest() {
    server.behaviour().faults().beforeReading(new Fault.Reset());

    assertThatExceptionOfType(SocketException.class).isThrownBy(() -> raw().answer());
    assertThat(outcomes()).isEmpty();
    assertThat(server.requestsAt(Endpoint.TOKEN)).hasSize(1);
  }

  @Test
  void theServerIsSilentBeforeItHasReadTheRequest() throws Exception {
    server.behaviour().faults().beforeReading(Fault.silence());

    try (Socket socket = raw().sent(InetAddress.getLoopbackAddress())) {
      assertSilent(socket);
    }
    assertThat(outcomes()).isEmpty();
    assertThat(client.refresh(token).status()).isEqualTo(200);
  }

  @Test
  void aByteOrderMarkStandsBeforeTheTrueAnswer() throws Exception {
    next(new Fault.ByteOrderMark());

    String body = client.refresh(token).response().body();

    assertThat(body).startsWith("\uFEFF{\"access_token\":").endsWith("}");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aGzippedAnswerSaysSoOrNot(boolean announced) throws Exception {
    next(new Fault.Gzipped(announced));

    byte[] answer = raw().answer();

    String head = text(answer).split("\r\n\r\n", 2)[0];
    int length = head.length() + 4;
    var zipped = new ByteArrayInputStream(answer, length, answer.length - length);
    try (var body = new GZIPInputStream(zipped)) {
      assertThat(text(body.readAllBytes())).startsWith("{\"access_token\":").endsWith("}");
    }
    assertThat(head.contains("Content-Encoding: gzip")).isEqualTo(announced);
  }

  @Test
  void aMemberComesTwice() throws Exception {
    next(new Fault.DuplicateMember("refresh_token", "\"another\""));

    String body = client.refresh(token).response().body();

    assertThat(body)
        .contains("\"refresh_token\":\"rt_")
        .endsWith(",\"refresh_token\":\"another\"}");
  }

  private static void assertSilent(Socket socket) throws IOException {
    socket.setSoTimeout(Math.toIntExact(Duration.ofMillis(100).toMillis()));
    assertThatExceptionOfType(SocketTimeoutException.class)
        .isThrownBy(() -> socket.getInputStream().read());
  }

  private void next(Fault fault) {
    server.behaviour().faults().once(Endpoint.TOKEN, fault);
  }

  private List<Outcome> outcomes() {
    return server.report().presentations().stream().map(Presentation::outcome).toList();
  }

  private RawRequest raw() {
    URI endpoint = server.endpoints().token();
    return new RawRequest(endpoint.getHost(), endpoint.getPort(), token);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
