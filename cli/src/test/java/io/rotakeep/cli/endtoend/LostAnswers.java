package io.rotakeep.cli.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.protobuf.ByteString;
import io.grpc.StatusRuntimeException;
import io.rotakeep.client.RotakeepException;
import io.rotakeep.testkit.authorization.AuthorizationServer;
import io.rotakeep.testkit.authorization.ClientKind;
import io.rotakeep.testkit.authorization.Presentation;
import io.rotakeep.testkit.authorization.Presentation.Outcome;
import io.rotakeep.testkit.proxy.ReplyFault;
import io.rotakeep.v1.Connection;
import io.rotakeep.v1.ConnectionReason;
import io.rotakeep.v1.ConnectionState;
import io.rotakeep.v1.GetIncidentRequest;
import io.rotakeep.v1.ImportRefreshTokensRequest;
import io.rotakeep.v1.ImportResult;
import io.rotakeep.v1.Incident;
import io.rotakeep.v1.IncidentServiceGrpc;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * The chapters in which the server has spent a refresh token and its answer is gone. Nobody can
 * know that but the server: the daemon is in doubt, tries once more on purpose, and then asks for a
 * new consent instead of crying theft.
 */
abstract class LostAnswers {
  static final Duration LIMIT = Duration.ofSeconds(30);

  abstract Stage stage();

  /** Waits where a server would not tell a use of a refresh token from the one before. */
  protected void beforeEachUse() {}

  @Test
  @Order(13)
  void namesTheLossOfAnAnswerThatTheNetworkLost() throws Exception {
    String id = "lost/by-the-network";
    String token = rotated(id, "lost-one");

    CompletableFuture<Void> refresh = answeredButHeld(id);
    stage().gate().discardAndOpen();

    assertThat(refresh).failsWithin(LIMIT);
    assertLost("the network lost the answer", id, token);
  }

  @Test
  @Order(14)
  void namesTheLossOfAnAnswerThatWasCutOffOnItsWay() throws Exception {
    String id = "lost/by-a-cut";
    String token = rotated(id, "lost-three");
    beforeEachUse();
    stage().wire().nextReply(new ReplyFault.Truncated(20));

    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(() -> stage().daemon().refresh(id));

    assertLost("the connection ended within the answer", id, token);
  }

  @Test
  @Order(15)
  void namesTheLossOfAnAnswerThatCameToADeadProcess() throws Exception {
    String id = "lost/by-a-kill";
    String token = rotated(id, "lost-two");

    CompletableFuture<Void> refresh = answeredButHeld(id);
    stage().daemon().kill();
    stage().gate().discardAndOpen();
    assertThat(refresh).failsWithin(LIMIT);
    stage().daemon().start();

    assertLost("killed after the server's commit", id, token);
  }

  /** A connection of that user's at generation 2; the refresh token of that. */
  private String rotated(String id, String user) throws Exception {
    var account = stage().server().account(user);
    var request = imported(id, stage().application().refreshToken(user));
    beforeEachUse();
    var answer = ImportCall.of(stage().daemon().client(), request);
    assertThat(answer.getResult()).isEqualTo(ImportResult.IMPORT_RESULT_ADOPTED);
    return stage().newest(ClientKind.PUBLIC, account).value();
  }

  /** A refresh that the server has done, and whose answer has not come yet. */
  private CompletableFuture<Void> answeredButHeld(String id) throws Exception {
    beforeEachUse();
    stage().gate().holdAnswers();
    var refresh = CompletableFuture.runAsync(() -> stage().daemon().refresh(id));
    stage().gate().awaitAnswered(1, LIMIT);
    return refresh;
  }

  private void assertLost(String scene, String id, String token) {
    Connection doubted = stage().daemon().connection(id);
    tell(scene, doubted, token);
    assertThat(doubted.getState()).isEqualTo(ConnectionState.CONNECTION_STATE_IN_DOUBT);
    assertThat(doubted.getReason()).isEqualTo(ConnectionReason.CONNECTION_REASON_LOST_RESPONSE);
    assertThat(outcomes(token)).hasSize(1);

    Connection lost =
        await()
            .atMost(LIMIT)
            .until(
                () -> {
                  assertThatExceptionOfType(StatusRuntimeException.class)
                      .isThrownBy(() -> stage().daemon().refresh(id));
                  return stage().daemon().connection(id);
                },
                found -> found.getState() != ConnectionState.CONNECTION_STATE_IN_DOUBT);

    tell(scene + ", and tried once more", lost, token);
    assertThat(lost.getState())
        .isEqualTo(ConnectionState.CONNECTION_STATE_REAUTHORIZATION_REQUIRED);
    assertThat(lost.getReason()).isEqualTo(ConnectionReason.CONNECTION_REASON_LOST_RESPONSE);
    assertThat(lost.getGeneration()).isEqualTo(doubted.getGeneration());
    assertThat(lost.getOpenIncident()).as("no alarm").isEmpty();
    assertThat(outcomes(token)).hasSize(2).last().isIn(Outcome.REUSED, Outcome.REJECTED);
    assertThatExceptionOfType(RotakeepException.ReauthorizationRequired.class)
        .isThrownBy(() -> stage().daemon().client().accessToken(id));
  }

  /** What the server's own log says of a refresh token. */
  private List<Outcome> outcomes(String token) {
    return stage().server().report().presentations().stream()
        .filter(presentation -> presentation.token().equals(token))
        .map(Presentation::outcome)
        .toList();
  }

  /** One line for whoever compares servers. */
  final void tell(String scene, Connection connection, String token) {
    System.out.printf(
        "%s: %s: %s %s, generation %d, %s; the server saw the token %s%n",
        getClass().getSimpleName(),
        scene,
        connection.getState(),
        connection.getReason(),
        connection.getGeneration(),
        incident(connection)
            .map(found -> found.getKind() + " of score " + found.getScore())
            .orElse("no incident"),
        outcomes(token));
  }

  final Optional<Incident> incident(Connection connection) {
    return Optional.of(connection.getOpenIncident())
        .filter(id -> !id.isEmpty())
        .map(id -> GetIncidentRequest.newBuilder().setIncident(id).build())
        .map(IncidentServiceGrpc.newBlockingStub(stage().daemon().client().channel())::get);
  }

  static ImportRefreshTokensRequest imported(String id, String token) {
    return ImportRefreshTokensRequest.newBuilder()
        .setConnection(id)
        .setProvider(Registration.provider(ClientKind.PUBLIC))
        .setRefreshToken(ByteString.copyFromUtf8(token))
        .setLine(7)
        .build();
  }

  @CanIgnoreReturnValue
  final Connection refresh(String id) {
    beforeEachUse();
    return stage().daemon().refresh(id);
  }

  final AuthorizationServer server() {
    return stage().server();
  }
}
