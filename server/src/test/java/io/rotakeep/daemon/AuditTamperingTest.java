package io.rotakeep.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.StatusRuntimeException;
import io.rotakeep.adapter.audit.AuditReport;
import io.rotakeep.adapter.yaml.AuditSettings;
import io.rotakeep.adapter.yaml.DaemonSettings;
import io.rotakeep.testkit.authorization.Presentation;
import io.rotakeep.testkit.doubles.AuthorizationServerDouble;
import io.rotakeep.v1.Fault;
import io.rotakeep.v1.Incident;
import io.rotakeep.v1.IncidentKind;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A whole daemon whose audit somebody takes away, changes, or makes unwritable. */
@Timeout(300)
final class AuditTamperingTest extends StoreFaultSuite {
  enum Damage {
    DELETED {
      @Override
      void to(Path file) throws IOException {
        Files.delete(file);
      }
    },
    REPLACED {
      @Override
      void to(Path file) throws IOException {
        Files.delete(file);
        Files.writeString(file, "{\"forged\":true}\n");
      }
    },
    CUT {
      @Override
      void to(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
          channel.truncate(channel.size() / 2);
        }
      }
    };

    abstract void to(Path file) throws IOException;
  }

  @ParameterizedTest
  @EnumSource(Damage.class)
  void opensOneIncidentForWhatIsDoneUnderIt(Damage damage) throws IOException {
    initialize();
    try (Daemon daemon = Daemon.start(settings());
        OneConnection caller = caller(daemon)) {
      damage.to(audit());

      assertOneIncident(caller);
    }
    assertThat(Files.readString(audit())).contains("\"because\":\"");
  }

  @ParameterizedTest
  @EnumSource(Damage.class)
  void opensOneIncidentForWhatIsDoneWhileItIsStopped(Damage damage) throws IOException {
    initialize();
    Daemon.start(settings()).close();
    damage.to(audit());

    try (Daemon daemon = Daemon.start(settings());
        OneConnection caller = caller(daemon)) {
      assertOneIncident(caller);
    }
  }

  @Test
  void keepsARefreshWhoseEndItCannotRecordAndGoesOnFromIt() throws Exception {
    try (AuthorizationServerDouble server = start()) {
      initialize();
      Path logs = audit().resolveSibling("");
      Path away = logs.resolveSibling("logs-away");
      try (Daemon daemon = Daemon.start(settings());
          OneConnection caller = caller(daemon)) {
        var _ = caller.importFrom(server, OneConnection.FAMILY);
        long known = caller.readAccessToken();
        int sent = server.report().presentations().size();
        server.behaviour().tokenPace().hold();
        CompletableFuture<Throwable> refresh = CompletableFuture.supplyAsync(() -> failure(caller));
        server.behaviour().tokenPace().awaitHeld(1, LIMIT);
        Files.move(logs, away);
        await().atMost(LIMIT).until(() -> faults(caller).contains("audit"));
        server.behaviour().tokenPace().release();

        assertThat(refresh).succeedsWithin(LIMIT).asString().contains("a required audit device");
        assertThat(read(caller)).asString().contains("a required audit device");

        Files.move(away, logs);
        await()
            .atMost(LIMIT)
            .ignoreExceptions()
            .untilAsserted(() -> assertThat(caller.readAccessToken()).isGreaterThan(0));
        assertThat(caller.look().getGeneration()).isEqualTo(known + 1);
        assertThat(server.report().presentations()).hasSize(sent + 1);
        assertThat(caller.refresh().getGeneration()).isEqualTo(known + 2);
        assertThat(server.report().presentations())
            .extracting(Presentation::outcome)
            .containsOnly(Presentation.Outcome.ROTATED);
        assertThat(faults(caller)).doesNotContain("audit");
        assertThat(caller.incidents()).isEmpty();
      }
    }
  }

  @Test
  void leavesATrailThatHoldsWhenItIsKilled() throws Exception {
    initializeDev();
    try (AuthorizationServerDouble server = start()) {
      try (MortalDaemon mortal = MortalDaemon.immortal(data());
          OneConnection caller = new OneConnection(mortal.address())) {
        var _ = caller.importFrom(server, OneConnection.FAMILY);
        for (int i = 0; i < 200; i++) {
          caller.readAccessToken();
        }
        mortal.kill();
      }
    }
    Path file = data().resolve("audit.jsonl");
    AuditReport killed =
        OfflineAudit.verify(
            List.of(file), List.of(), MortalDaemon.settings(data()), AuditRestartTest.NOBODY);
    Daemon.start(MortalDaemon.settings(data())).close();
    AuditReport after =
        OfflineAudit.verify(
            List.of(file), List.of(), MortalDaemon.settings(data()), AuditRestartTest.NOBODY);

    assertThat(killed.breaks()).isEmpty();
    assertThat(killed.records()).isGreaterThan(200);
    assertThat(killed.checkedTags()).isGreaterThan(200);
    assertThat(after.breaks()).isEmpty();
    // The next daemon may end before its first head, which comes within a second.
    assertThat(after.notices())
        .allSatisfy(
            notice -> assertThat(notice.what()).startsWith("begins a segment without tags"));
  }

  private static void assertOneIncident(OneConnection caller) {
    await().atMost(LIMIT).until(() -> !caller.incidents().isEmpty());
    assertThat(caller.incidents())
        .singleElement()
        .returns(IncidentKind.INCIDENT_KIND_AUDIT_TAMPERED, Incident::getKind);
  }

  private static List<String> faults(OneConnection caller) {
    return caller.status().getFaultsList().stream().map(Fault::getPart).toList();
  }

  private static Throwable failure(OneConnection caller) {
    try {
      caller.refresh();
      return new AssertionError("it was refreshed and told so");
    } catch (StatusRuntimeException e) {
      return e;
    }
  }

  private static Throwable read(OneConnection caller) {
    try {
      caller.readAccessToken();
      return new AssertionError("a token was handed out without a record");
    } catch (StatusRuntimeException e) {
      return e;
    }
  }

  private static OneConnection caller(Daemon daemon) {
    return new OneConnection("127.0.0.1:" + daemon.grpcAddress().getPort());
  }

  private void initialize() throws IOException {
    Files.createDirectories(audit().resolveSibling(""));
    var _ = Daemon.initialize(settings());
  }

  private void initializeDev() {
    var _ = Daemon.initialize(MortalDaemon.settings(data()));
  }

  private Path audit() {
    return data().resolveSibling("logs").resolve("audit.jsonl");
  }

  private DaemonSettings settings() {
    DaemonSettings dev = MortalDaemon.settings(data());
    return new DaemonSettings(
        dev.dataDir(),
        dev.witness(),
        dev.listen(),
        dev.seal(),
        List.of(AuditSettings.File.of(audit())),
        dev.access(),
        dev.notices(),
        dev.incidents(),
        dev.egress(),
        dev.limits(),
        dev.node());
  }
}
