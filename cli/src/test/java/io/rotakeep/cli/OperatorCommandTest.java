package io.rotakeep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.v1.ConnectionState;
import io.rotakeep.v1.SealType;
import io.rotakeep.v1.StateCount;
import io.rotakeep.v1.SystemStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OperatorCommandTest {
  private final FakeDaemon daemon = new FakeDaemon();

  @AfterEach
  void stop() {
    daemon.close();
  }

  @Test
  void showsHowTheDaemonIs() {
    daemon.thenAnswers(
        SystemStatus.newBuilder()
            .setVersion("0.1.0")
            .setInitialized(true)
            .setSealType(SealType.SEAL_TYPE_KEY_FILE)
            .addConnections(
                StateCount.newBuilder()
                    .setState(ConnectionState.CONNECTION_STATE_ACTIVE)
                    .setCount(12))
            .build());

    var run = Run.on(daemon).of("operator", "status");

    assertThat(run.out())
        .isEqualTo(
            """
            version               0.1.0
            initialized           true
            sealed                false
            seal_type             KEY_FILE
            connections[0].state  ACTIVE
            connections[0].count  12
            dev                   false
            """);
  }
}
