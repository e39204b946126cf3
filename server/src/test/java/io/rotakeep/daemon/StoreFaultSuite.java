package io.rotakeep.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.rotakeep.testkit.authorization.Presentation;
import io.rotakeep.testkit.doubles.AuthorizationServerDouble;
import io.rotakeep.testkit.doubles.DoubleSettings;
import io.rotakeep.testkit.doubles.RotationClass;
import io.rotakeep.v1.Connection;
import io.rotakeep.v1.ConnectionState;
import io.rotakeep.v1.Fault;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is expected of a whole daemon, and of the next one, while a part of its store fails. */
@Timeout(300)
abstract class StoreFaultSuite {
  static final Duration LIMIT = Duration.ofSeconds(60);

  /** What a stop may take, with what the machine needs besides. */
  private static final Duration STOP = Duration.ofSeconds(14);

  /** What a shell says of a process that SIGTERM ended. */
  private static final int TERMINATED = 143;

  @TempDir private Path directory;

  /** What lives is served, nothing is sent, and everybody who looks is told. */
  static void assertDegraded(
      MortalDaemon mortal,
      OneConnection caller,
      AuthorizationServerDouble server,
      String part,
      long known)
      throws IOException, InterruptedException {
    int sent = server.report().presentations().size();
    assertThat(caller.readAccessToken())
        .as("the living token is served on")
        .isGreaterThanOrEqualTo(known);
    for (int time = 0; time < 3; time++) {
      assertThat(refused(caller)).isTrue();
    }
    assertThat(server.report().presentations()).as("nothing is sent").hasSize(sent);
    // On a disk that fails as a whole the other part may be noticed before this one.
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () -> assertThat(mortal.say("/readyz")).startsWith("503 ").contains(part + ": "));
    assertThat(mortal.say("/metrics")).contains("rotakeep_store_fault{part=\"" + part + "\"} 1.0");
    assertThat(fault(caller, part).getNextStep()).isNotEmpty();
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () -> {
              assertThat(caller.isHealthy("")).isFalse();
              assertThat(caller.isHealthy("rotakeep.v1.TokenService")).isTrue();
            });
  }

  static void assertRecovered(MortalDaemon mortal, OneConnection caller, long known)
      throws IOException, InterruptedException {
    Connection found = caller.look();
    assertThat(found.getState()).isEqualTo(ConnectionState.CONNECTION_STATE_ACTIVE);
    assertThat(found.getGeneration()).isGreaterThan(known);
    assertThat(caller.readAccessToken()).isEqualTo(found.getGeneration());
    assertThat(mortal.say("/readyz")).isEqualTo("200 ready");
    assertThat(caller.status().getFaultsList()).isEmpty();
    await().atMost(LIMIT).untilAsserted(() -> assertThat(caller.isHealthy("")).isTrue());
  }

  static Fault fault(OneConnection caller, String part) {
    return caller.status().getFaultsList().stream()
        .filter(fault -> fault.getPart().equals(part))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no fault of " + part));
  }

  /**
   * The newest generation that a caller was told of.
   *
   * @param known read before the fault: it may be noticed before anything else is read
   */
  static long refreshUntilRefused(OneConnection caller, long known) {
    AtomicLong newest = new AtomicLong(known);
    await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(1))
        .atMost(LIMIT)
        .until(
            () -> {
              if (refused(caller)) {
                return true;
              }
              newest.set(caller.readAccessToken());
              return false;
            });
    return newest.get();
  }

  static void refreshUntilDone(OneConnection caller) {
    await().atMost(LIMIT).until(() -> !refused(caller));
  }

  static boolean refused(OneConnection caller) {
    try {
      caller.refresh();
      return false;
    } catch (StatusRuntimeException e) {
      assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
      return true;
    }
  }

  /** The next process has all that a caller was told of, and presents the newest token only. */
  final void assertGoesOn(AuthorizationServerDouble server, long known) throws IOException {
    try (var survivor = Daemon.start(MortalDaemon.settings(data()));
        var caller = new OneConnection("127.0.0.1:" + survivor.grpcAddress().getPort())) {
      Connection found = caller.look();
      assertThat(found.getState()).isEqualTo(ConnectionState.CONNECTION_STATE_ACTIVE);
      assertThat(found.getGeneration()).isGreaterThanOrEqualTo(known);
      assertThat(caller.refresh().getGeneration()).isEqualTo(found.getGeneration() + 1);
    }
    assertEachCameOnce(server);
  }

  /**
   * Nobody knows whether an intent reached the disk whose force failed, so the next process may
   * find it: it doubts what was never sent, and sends nothing.
   */
  final void assertDoubted(AuthorizationServerDouble server, long known) throws IOException {
    try (var survivor = Daemon.start(MortalDaemon.settings(data()));
        var caller = new OneConnection("127.0.0.1:" + survivor.grpcAddress().getPort())) {
      Connection found = caller.look();
      assertThat(found.getState())
          .isIn(ConnectionState.CONNECTION_STATE_ACTIVE, ConnectionState.CONNECTION_STATE_IN_DOUBT);
      assertThat(found.getGeneration()).isEqualTo(known);
      assertThat(caller.readAccessToken()).isEqualTo(known);
    }
    assertEachCameOnce(server);
  }

  static void assertEachCameOnce(AuthorizationServerDouble server) {
    assertThat(server.report().presentations())
        .extracting(Presentation::outcome)
        .containsOnly(Presentation.Outcome.ROTATED);
  }

  static void assertStopsInTime(MortalDaemon mortal) throws InterruptedException {
    assertThat(mortal.terminate()).isLessThan(STOP);
    assertThat(mortal.awaitEnd()).isEqualTo(TERMINATED);
  }

  static AuthorizationServerDouble start() {
    return AuthorizationServerDouble.start(
        DoubleSettings.standard().withRotation(new RotationClass.Family()));
  }

  final void enrol(AuthorizationServerDouble server, Seams seams) throws IOException {
    var settings = MortalDaemon.settings(data());
    var _ = Daemon.initialize(settings);
    try (var daemon = Daemon.start(settings, seams);
        var caller = new OneConnection("127.0.0.1:" + daemon.grpcAddress().getPort())) {
      var _ = caller.importFrom(server, OneConnection.FAMILY);
    }
  }

  final Path data() {
    return directory.resolve("data");
  }
}
