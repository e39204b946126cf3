package io.rotakeep.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.grpc.StatusRuntimeException;
import io.rotakeep.testkit.authorization.Presentation;
import io.rotakeep.testkit.doubles.AuthorizationServerDouble;
import io.rotakeep.testkit.doubles.DoubleSettings;
import io.rotakeep.testkit.doubles.RotationClass;
import io.rotakeep.v1.Connection;
import io.rotakeep.v1.ConnectionReason;
import io.rotakeep.v1.ConnectionState;
import io.rotakeep.v1.IncidentKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * An old copy of the data directory is put back beside the witness that has seen more, as a restore
 * does it: what the daemon sends then is held against what the server saw.
 */
@Timeout(120)
final class RestoredStoreIT {
  private static final Duration LIMIT = Duration.ofSeconds(40);

  @TempDir private Path directory;

  @Test
  void sendsNothingButWhatWasReleasedAndIsTrustedOnceAllIs() throws Exception {
    try (var server =
        AuthorizationServerDouble.start(
            DoubleSettings.standard().withRotation(new RotationClass.Family()))) {
      restoreAnOldCopy(server);

      try (var daemon = Daemon.start(MortalDaemon.settings(data()));
          var one = new OneConnection(address(daemon), "copied/one");
          var two = new OneConnection(address(daemon), "copied/two")) {
        int before = sent(server).size();
        assertHeld(one);
        assertHeld(two);
        assertThat(one.status().getFaultsList())
            .singleElement()
            .satisfies(fault -> assertThat(fault.getPart()).isEqualTo("store"));

        one.reinstate();

        assertState(
            one.look(),
            ConnectionState.CONNECTION_STATE_REAUTHORIZATION_REQUIRED,
            ConnectionReason.CONNECTION_REASON_STALE_STORE);
        assertRefused(one::refresh);
        assertHeld(two);
        assertThat(sent(server)).hasSize(before);

        String fresh = one.importFrom(server, OneConnection.FAMILY);
        one.refresh();

        assertHeld(two);
        assertThat(sent(server)).hasSize(before + 2);
        assertThat(sent(server).getLast().token()).isEqualTo(fresh);
      }
      assertRemembersWhatWasReleased(server);
      assertThat(server.report().reuseCount()).isZero();
    }
  }

  private void assertRemembersWhatWasReleased(AuthorizationServerDouble server) throws IOException {
    int before = sent(server).size();
    try (var daemon = Daemon.start(MortalDaemon.settings(data()));
        var one = new OneConnection(address(daemon), "copied/one");
        var two = new OneConnection(address(daemon), "copied/two")) {
      one.refresh();
      assertHeld(two);
      assertThat(sent(server)).hasSize(before + 1);
      assertThat(one.incidents())
          .as("one for one restore, however often it is started")
          .singleElement()
          .satisfies(
              incident ->
                  assertThat(incident.getKind()).isEqualTo(IncidentKind.INCIDENT_KIND_STALE_STORE));

      two.reinstate();

      await().atMost(LIMIT).until(() -> !one.status().hasDistrustTime());
      assertRefused(two::refresh);
    }
    try (var daemon = Daemon.start(MortalDaemon.settings(data()));
        var one = new OneConnection(address(daemon), "copied/one")) {
      one.refresh();
      assertThat(one.status().hasDistrustTime()).isFalse();
    }
  }

  /** Two connections, backed up, then rotated once more each. */
  private void restoreAnOldCopy(AuthorizationServerDouble server) throws IOException {
    var settings = MortalDaemon.settings(data());
    var _ = Daemon.initialize(settings);
    try (var daemon = Daemon.start(settings);
        var one = new OneConnection(address(daemon), "copied/one");
        var two = new OneConnection(address(daemon), "copied/two")) {
      var _ = one.importFrom(server, OneConnection.FAMILY);
      var _ = two.importFrom(server, OneConnection.FAMILY);
    }
    copy(data(), directory.resolve("backup"));
    try (var daemon = Daemon.start(settings);
        var one = new OneConnection(address(daemon), "copied/one");
        var two = new OneConnection(address(daemon), "copied/two")) {
      one.refresh();
      two.refresh();
    }
    Files.move(data(), directory.resolve("lost"));
    copy(directory.resolve("backup"), data());
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }

  private static void assertHeld(OneConnection caller) {
    assertState(
        caller.look(),
        ConnectionState.CONNECTION_STATE_QUARANTINED,
        ConnectionReason.CONNECTION_REASON_STALE_STORE);
    assertRefused(caller::refresh);
    assertRefused(caller::readAccessToken);
  }

  private static void assertState(
      Connection connection, ConnectionState state, ConnectionReason reason) {
    assertThat(connection.getState()).isEqualTo(state);
    assertThat(connection.getReason()).isEqualTo(reason);
  }

  private static void assertRefused(Runnable call) {
    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(call::run)
        .withMessageContaining("FAILED_PRECONDITION");
  }

  private static List<Presentation> sent(AuthorizationServerDouble server) {
    return server.report().presentations();
  }

  private static String address(Daemon daemon) {
    return "127.0.0.1:" + daemon.grpcAddress().getPort();
  }

  private Path data() {
    return directory.resolve("data");
  }
}
