package io.rotakeep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.Code;
import io.rotakeep.v1.Connection;
import io.rotakeep.v1.ConnectionState;
import io.rotakeep.v1.ListConnectionsResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WatchTest {
  private static final Connection A =
      Connection.newBuilder()
          .setId("a")
          .setProvider("p")
          .setState(ConnectionState.CONNECTION_STATE_ACTIVE)
          .setGeneration(1)
          .build();
  private static final Connection LATER =
      A.toBuilder().setState(ConnectionState.CONNECTION_STATE_REVOKED).build();

  private final FakeDaemon daemon = new FakeDaemon();
  private int looks = 1;

  @AfterEach
  void stop() {
    daemon.close();
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void tellsEachChangeInALineWhereNobodyLooks() {
    daemon
        .thenAnswers(list(A))
        .thenAnswers(list(A))
        .thenFails(Code.RESOURCE_EXHAUSTED, "CALLER_THROTTLED", Map.of())
        .thenAnswers(list(LATER))
        .thenAnswers(list());

    var run = watching(5).of("connection", "list", "--watch");

    assertThat(run.out())
        .isEqualTo(
            """
            2026-11-27T14:00:00Z  a  p  ACTIVE  -  -  -  -  1
            2026-11-27T14:00:00Z  a  p  REVOKED  -  -  -  -  1
            2026-11-27T14:00:00Z  a  removed
            """);
    assertThat(run.err()).isEmpty();
  }

  @Test
  void tellsEachChangeAsAJsonObjectALine() {
    daemon.thenAnswers(list(A)).thenAnswers(list());

    var lines =
        watching(2).of("connection", "list", "--watch", "-o", "json").out().lines().toList();

    assertThat(lines).hasSize(2);
    assertThat(lines.getFirst()).startsWith("{\"id\":\"a\"");
    assertThat(lines.getLast()).isEqualTo("{\"removed\":\"a\"}");
  }

  @Test
  void keepsThePictureWhileTheDaemonIsAway() {
    daemon.thenAnswers(A).thenFails(Code.RESOURCE_EXHAUSTED, "CALLER_THROTTLED", Map.of());

    var run = watching(2).onATerminal(80).of("connection", "show", "a", "--watch");

    assertThat(run.out())
        .containsSubsequence("ACTIVE", "Ctrl-C ends", "ACTIVE", "has not answered", "ACTIVE");
  }

  private Run watching(int times) {
    return Run.on(daemon)
        .at(Samples.NOW)
        .pausing(
            _ -> {
              if (looks++ == times) {
                throw new InterruptedException();
              }
            });
  }

  private static ListConnectionsResponse list(Connection... connections) {
    var list = ListConnectionsResponse.newBuilder();
    for (var connection : connections) {
      list.addConnections(connection);
    }
    return list.build();
  }
}
