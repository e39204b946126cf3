package io.rotakeep.testkit.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.rotakeep.testkit.RawRequest;
import io.rotakeep.testkit.authorization.ClientKind;
import io.rotakeep.testkit.authorization.Presentation;
import io.rotakeep.testkit.authorization.Presentation.Outcome;
import io.rotakeep.testkit.doubles.AuthorizationServerDouble;
import io.rotakeep.testkit.doubles.DoubleSettings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whatever becomes of the reply, the server believes that it gave it. */
class TcpGateTest {
  private final AuthorizationServerDouble server =
      AuthorizationServerDouble.start(DoubleSettings.standard());
  private final String token = server.grant(server.client(ClientKind.PUBLIC), "alice", "api");
  private final TcpGate gate = before(server.endpoints().token());

  @AfterEach
  void stop() {
    gate.close();
    server.close();
  }

  @Test
  void passesOnWhatNoFaultStrikes() throws Exception {
    assertThat(answer()).startsWith("HTTP/1.1 200 OK").endsWith("}");
  }

  @Test
  void dropsAReplyThatTheServerHasGiven() throws Exception {
    gate.nextReply(new ReplyFault.Dropped());

    assertThat(answer()).isEmpty();
    assertThat(outcomes()).containsExactly(Outcome.ROTATED);
  }

  @Test
  void resetsTheConnectionInsteadOfTheReply() {
    gate.nextReply(new ReplyFault.Reset());

    assertThatExceptionOfType(SocketException.class).isThrownBy(this::answer);
    assertThat(outcomes()).containsExactly(Outcome.ROTATED);
  }

  @Test
  void cutsTheReplyAfterSoManyBytes() throws Exception {
    gate.nextReply(new ReplyFault.Truncated(9));

    assertThat(answer()).isEqualTo("HTTP/1.1 ");
    assertThat(outcomes()).containsExactly(Outcome.ROTATED);
  }

  @Test
  void dripsTheReplyUntilItIsWhole() throws Exception {
    gate.nextReply(new ReplyFault.Drip(Duration.ofNanos(1000)));

    assertThat(answer()).startsWith("HTTP/1.1 200 OK").endsWith("}");
  }

  @Test
  void keepsTheConnectionAndGivesNothing() throws Exception {
    gate.nextReply(new ReplyFault.Silence());

    try (Socket socket = raw().sent(InetAddress.getLoopbackAddress())) {
      socket.setSoTimeout(300);
      assertThatExceptionOfType(SocketTimeoutException.class)
          .isThrownBy(() -> socket.getInputStream().read());
    }
    assertThat(outcomes()).containsExactly(Outcome.ROTATED);
  }

  @Test
  void eachFaultStrikesOneConnection() throws Exception {
    gate.nextReply(new ReplyFault.Dropped());

    assertThat(answer()).isEmpty();
    assertThat(answer()).startsWith("HTTP/1.1 400");
    assertThat(outcomes()).containsExactly(Outcome.ROTATED, Outcome.REUSED);
  }

  private static TcpGate before(URI endpoint) {
    return TcpGate.before(new InetSocketAddress(endpoint.getHost(), endpoint.getPort()));
  }

  private String answer() throws Exception {
    return new String(raw().answer(), StandardCharsets.UTF_8);
  }

  private RawRequest raw() {
    String port = gate.address().substring(gate.address().indexOf(':') + 1);
    return new RawRequest("127.0.0.1", Integer.parseInt(port), token);
  }

  private List<Outcome> outcomes() {
    return server.report().presentations().stream().map(Presentation::outcome).toList();
  }
}
