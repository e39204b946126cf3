package io.rotakeep.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.rotakeep.testkit.ToolUnavailableException;
import io.rotakeep.testkit.authorization.Presentation;
import io.rotakeep.testkit.doubles.AuthorizationServerDouble;
import io.rotakeep.testkit.doubles.DoubleSettings;
import io.rotakeep.testkit.doubles.RotationClass;
import io.rotakeep.v1.Connection;
import io.rotakeep.v1.ConnectionState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A whole daemon whose files cannot grow any more: what it sends and says is held against what the
 * server saw, and so is what the next one finds when there is room again.
 */
@Timeout(180)
final class FullDiskIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir private Path directory;

  @Test
  void losesNoAnswerWhenTheDatabaseCannotGrow() throws Exception {
    try (var server = start()) {
      enrol(server);
      long known;
      try (var mortal = MortalDaemon.immortal(data());
          var caller = new OneConnection(mortal.address())) {
        caller.refresh();
        limit(mortal, Files.size(data().resolve("rotakeep.mv.db")));
        known = refreshUntilRefused(caller);

        assertThat(caller.readAccessToken())
            .as("the living token is served on")
            .isGreaterThanOrEqualTo(known);
        mortal.kill();
      }
      assertGoesOn(server, known);
    }
  }

  /** The newest generation that a caller was told of. */
  private static long refreshUntilRefused(OneConnection caller) {
    AtomicLong newest = new AtomicLong(caller.readAccessToken());
    await()
        .atMost(LIMIT)
        .until(
            () -> {
              try {
                newest.set(caller.refresh().getGeneration());
                return false;
              } catch (StatusRuntimeException e) {
                return e.getStatus().getCode() == Status.Code.UNAVAILABLE;
              }
            });
    return newest.get();
  }

  /** The next process has all that a caller was told of, and presents the newest token only. */
  private void assertGoesOn(AuthorizationServerDouble server, long known) throws IOException {
    try (var survivor = Daemon.start(MortalDaemon.settings(data()));
        var caller = new OneConnection("127.0.0.1:" + survivor.grpcAddress().getPort())) {
      Connection found = caller.look();
      assertThat(found.getState()).isEqualTo(ConnectionState.CONNECTION_STATE_ACTIVE);
      assertThat(found.getGeneration()).isGreaterThanOrEqualTo(known);
      assertThat(caller.refresh().getGeneration()).isEqualTo(found.getGeneration() + 1);
    }
    assertThat(server.report().presentations())
        .extracting(Presentation::outcome)
        .containsOnly(Presentation.Outcome.ROTATED);
  }

  private static void limit(MortalDaemon mortal, long bytes)
      throws IOException, InterruptedException {
    try {
      mortal.limitFiles(bytes);
    } catch (ToolUnavailableException e) {
      Assumptions.abort(String.valueOf(e.getMessage()));
    }
  }

  private static AuthorizationServerDouble start() {
    return AuthorizationServerDouble.start(
        DoubleSettings.standard().withRotation(new RotationClass.Family()));
  }

  private void enrol(AuthorizationServerDouble server) throws IOException {
    var settings = MortalDaemon.settings(data());
    var _ = Daemon.initialize(settings);
    try (var daemon = Daemon.start(settings);
        var caller = new OneConnection("127.0.0.1:" + daemon.grpcAddress().getPort())) {
      var _ = caller.importFrom(server, OneConnection.FAMILY);
    }
  }

  private Path data() {
    return directory.resolve("data");
  }
}
