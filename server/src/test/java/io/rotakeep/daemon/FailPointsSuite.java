package io.rotakeep.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.util.Durations;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.rotakeep.daemon.FailPoint.Fate;
import io.rotakeep.testkit.authorization.Presentation;
import io.rotakeep.testkit.authorization.Presentation.Outcome;
import io.rotakeep.testkit.doubles.AuthorizationServerDouble;
import io.rotakeep.testkit.doubles.DoubleSettings;
import io.rotakeep.testkit.doubles.RotationClass;
import io.rotakeep.v1.BlastRadius;
import io.rotakeep.v1.Connection;
import io.rotakeep.v1.ConnectionReason;
import io.rotakeep.v1.ConnectionState;
import io.rotakeep.v1.Rotation;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A whole daemon ends at each step of a refresh, another is started on its files, and what that
 * says and does is held against what the server saw. A class for each rotation class, so that both
 * run at once.
 */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
abstract class FailPointsSuite {
  private static final Duration LIMIT = Duration.ofSeconds(40);
  private static final Duration WINDOW = Duration.ofSeconds(60);
  private static final Duration ACCESS_TOKEN_LIFE = Duration.ofSeconds(2);

  private final Server kind;

  @TempDir private Path directory;

  FailPointsSuite(Server kind) {
    this.kind = kind;
  }

  /** What the server does to a token that comes again, and what its operator said of it. */
  enum Server {
    FAMILY,
    WINDOW;

    AuthorizationServerDouble start() {
      RotationClass rule =
          switch (this) {
            case FAMILY -> new RotationClass.Family();
            case WINDOW -> new RotationClass.Window(FailPointsSuite.WINDOW);
          };
      return AuthorizationServerDouble.start(
          DoubleSettings.standard().withRotation(rule).withAccessTokenLife(ACCESS_TOKEN_LIFE));
    }

    Rotation rotation() {
      var rotation = Rotation.newBuilder().setBlastRadius(BlastRadius.BLAST_RADIUS_CHAIN);
      switch (this) {
        case FAMILY ->
            rotation.setRotationClass(io.rotakeep.v1.RotationClass.ROTATION_CLASS_FAMILY);
        case WINDOW ->
            rotation
                .setRotationClass(io.rotakeep.v1.RotationClass.ROTATION_CLASS_WINDOW)
                .setWindow(Durations.fromSeconds(FailPointsSuite.WINDOW.toSeconds()));
      }
      return rotation.build();
    }
  }

  @ParameterizedTest
  @EnumSource(FailPoint.class)
  final void isRightAboutTheTokenWhereverItsPredecessorEnded(FailPoint point) throws Exception {
    try (AuthorizationServerDouble server = kind.start()) {
      String token = enrol(server);

      try (var mortal = MortalDaemon.dyingAt(point, data());
          var caller = new OneConnection(mortal.address())) {
        assertThatExceptionOfType(StatusRuntimeException.class)
            .isThrownBy(
                () -> {
                  caller.refresh();
                  caller.readAccessToken();
                });
        assertThat(mortal.awaitEnd()).isEqualTo(MortalDaemon.KILLED);
      }

      assertSurvives(server, point.fate, token);
    }
  }

  @Test
  final void isRightAboutATokenThatTheServerWasAboutToSpend() throws Exception {
    try (AuthorizationServerDouble server = kind.start()) {
      String token = enrol(server);
      server.behaviour().tokenPace().hold();

      try (var mortal = MortalDaemon.immortal(data());
          var caller = new OneConnection(mortal.address())) {
        var refresh = CompletableFuture.runAsync(caller::refresh);
        server.behaviour().tokenPace().awaitHeld(1, LIMIT);
        mortal.kill();
        assertThat(refresh).failsWithin(LIMIT);
      }
      server.behaviour().tokenPace().release();
      await().atMost(LIMIT).until(() -> !outcomes(server, token).isEmpty());

      assertSurvives(server, Fate.IN_DOUBT_SPENT, token);
    }
  }

  final void assertSurvives(AuthorizationServerDouble server, Fate fate, String token)
      throws IOException {
    List<Outcome> seenBefore = outcomes(server, token);
    try (var survivor = Daemon.start(MortalDaemon.settings(data()));
        var caller = new OneConnection(address(survivor))) {
      Connection found = caller.look();
      Connection inTheEnd = inTheEnd(caller, found);

      switch (fate) {
        case NOTHING_BEGUN -> {
          assertActive(found, 2);
          assertActive(inTheEnd, 3);
          assertThat(seenBefore).isEmpty();
          assertThat(outcomes(server, token)).containsExactly(Outcome.ROTATED);
        }
        case IN_DOUBT_UNSENT -> {
          assertInDoubt(found);
          assertActive(inTheEnd, 3);
          assertThat(seenBefore).isEmpty();
          assertThat(outcomes(server, token)).containsExactly(Outcome.ROTATED);
        }
        case IN_DOUBT_SPENT -> {
          assertInDoubt(found);
          assertThat(seenBefore).containsExactly(Outcome.ROTATED);
          assertSpentTwice(inTheEnd, outcomes(server, token));
        }
        case ADOPTED -> {
          assertActive(found, 3);
          assertActive(inTheEnd, 4);
          assertThat(seenBefore).containsExactly(Outcome.ROTATED);
          assertThat(outcomes(server, token)).containsExactly(Outcome.ROTATED);
        }
      }
    }
  }

  /** The one second presentation, on purpose: a window forgives it, a family does not. */
  private void assertSpentTwice(Connection inTheEnd, List<Outcome> outcomes) {
    switch (kind) {
      case FAMILY -> {
        assertThat(inTheEnd.getState())
            .isEqualTo(ConnectionState.CONNECTION_STATE_REAUTHORIZATION_REQUIRED);
        assertThat(inTheEnd.getReason())
            .isEqualTo(ConnectionReason.CONNECTION_REASON_LOST_RESPONSE);
        assertThat(outcomes).containsExactly(Outcome.ROTATED, Outcome.REUSED);
      }
      case WINDOW -> {
        assertActive(inTheEnd, 3);
        assertThat(outcomes).containsExactly(Outcome.ROTATED, Outcome.REPLAYED);
      }
    }
  }

  /** Refreshes until that works, or nothing can be done any more. */
  private static Connection inTheEnd(OneConnection caller, Connection found) {
    await()
        .atMost(LIMIT)
        .until(
            () -> {
              try {
                return caller.refresh().getGeneration() > found.getGeneration();
              } catch (StatusRuntimeException e) {
                return e.getStatus().getCode() == Status.Code.FAILED_PRECONDITION;
              }
            });
    return caller.look();
  }

  private static void assertActive(Connection connection, long generation) {
    assertThat(connection.getState()).isEqualTo(ConnectionState.CONNECTION_STATE_ACTIVE);
    assertThat(connection.getGeneration()).isEqualTo(generation);
  }

  private static void assertInDoubt(Connection connection) {
    assertThat(connection.getState()).isEqualTo(ConnectionState.CONNECTION_STATE_IN_DOUBT);
    assertThat(connection.getReason()).isEqualTo(ConnectionReason.CONNECTION_REASON_LOST_RESPONSE);
    assertThat(connection.getGeneration()).isEqualTo(2);
  }

  /** A connection of generation 2 in a store that a daemon closed in good order; its token. */
  final String enrol(AuthorizationServerDouble server) throws IOException {
    var settings = MortalDaemon.settings(data());
    var _ = Daemon.initialize(settings);
    try (var daemon = Daemon.start(settings);
        var caller = new OneConnection(address(daemon))) {
      return caller.importFrom(server, kind.rotation());
    }
  }

  private static List<Outcome> outcomes(AuthorizationServerDouble server, String token) {
    return server.report().presentations().stream()
        .filter(presentation -> presentation.token().equals(token))
        .map(Presentation::outcome)
        .toList();
  }

  private static String address(Daemon daemon) {
    return "127.0.0.1:" + daemon.grpcAddress().getPort();
  }

  final Path data() {
    return directory.resolve("data");
  }
}
