package io.rotakeep.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.rotakeep.adapter.audit.AuditReport;
import io.rotakeep.v1.Incident;
import io.rotakeep.v1.IncidentKind;
import io.rotakeep.v1.SealRequest;
import io.rotakeep.v1.SystemServiceGrpc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the next daemon says of the audit of one that ended without anybody's doing. */
@Timeout(300)
final class AuditRestartTest extends StoreFaultSuite {
  /** Of seals that need nobody. */
  static final OfflineAudit.Keepers NOBODY =
      (_, _, _) -> {
        throw new AssertionError("asked for a part of a seal that needs nobody");
      };

  enum End {
    STOPPED {
      @Override
      void of(Path data) throws Exception {
        try (Daemon daemon = Daemon.start(MortalDaemon.settings(data))) {
          awaitAHeadWithATag(data);
          assertThat(daemon.isSealed()).isFalse();
        }
      }
    },
    SEALED_AND_STOPPED {
      @Override
      void of(Path data) throws Exception {
        try (Daemon daemon = Daemon.start(MortalDaemon.settings(data))) {
          awaitAHeadWithATag(data);
          seal("127.0.0.1:" + daemon.grpcAddress().getPort());
        }
      }
    },
    SEALED_AND_KILLED {
      @Override
      void of(Path data) throws Exception {
        try (MortalDaemon mortal = MortalDaemon.immortal(data)) {
          awaitAHeadWithATag(data);
          long before = heads(data);
          seal(mortal.address());
          await().atMost(LIMIT).until(() -> heads(data) > before);
          mortal.kill();
        }
      }
    };

    abstract void of(Path data) throws Exception;
  }

  @ParameterizedTest
  @EnumSource(End.class)
  void missesNothing(End end) throws Exception {
    var _ = Daemon.initialize(MortalDaemon.settings(data()));
    end.of(data());
    assertThat(verified().breaks()).isEmpty();
    long before = heads(data());

    try (Daemon daemon = Daemon.start(MortalDaemon.settings(data()));
        OneConnection caller = caller(daemon)) {
      await().atMost(LIMIT).until(() -> heads(data()) > before);
      assertThat(caller.incidents()).isEmpty();
    }

    assertThat(Files.readString(audit(data()))).doesNotContain("because", "AUDIT_TAMPERED");
    assertThat(verified().breaks()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(End.class)
  void noticesThatTheNewestHeadLostItsMac(End end) throws Exception {
    var _ = Daemon.initialize(MortalDaemon.settings(data()));
    end.of(data());
    unsign(data());

    assertNextStartTellsAForgedHead();
  }

  /** As can be done without any key by who writes both files: that line needs none. */
  @Test
  void noticesThatTheAuditWasCutBackToBeforeAnUnsealing() throws Exception {
    var _ = Daemon.initialize(MortalDaemon.settings(data()));
    End.STOPPED.of(data());
    cutBackToTheLastBeginning(data(), "");

    assertNextStartTellsAForgedHead();
  }

  /** No incident can be of then: each try for one would be a record, twice a second. */
  @Test
  void passesOverAnAlarmThatSomebodyMadeUpOfATimeThatNoClockSays() throws Exception {
    var _ = Daemon.initialize(MortalDaemon.settings(data()));
    End.STOPPED.of(data());
    cutBackToTheLastBeginning(data(), "CUT/+1000000000-12-31T23:59:59Z/0123456789abcdef.1");

    assertNextStartTellsAForgedHead();

    assertThat(Files.readAllLines(audit(data())))
        .filteredOn(line -> line.contains("INCIDENT_OPENED"))
        .hasSize(1);
  }

  /** It has no incidents, and the line that says so has a tag: the next start is to tell. */
  @Test
  void tellsOfWhatASealedDaemonFoundBeforeItWasKilled() throws Exception {
    var _ = Daemon.initialize(MortalDaemon.settings(data()));
    try (MortalDaemon mortal = MortalDaemon.immortal(data())) {
      awaitAHeadWithATag(data());
      seal(mortal.address());
      Files.delete(audit(data()));
      await().atMost(LIMIT).until(() -> signed(data()).contains("DELETED/"));
      mortal.kill();
    }
    assertThat(Files.readString(audit(data()))).contains("\"because\":\"DELETED\"", "\"mac\"");

    try (Daemon daemon = Daemon.start(MortalDaemon.settings(data()));
        OneConnection caller = caller(daemon)) {
      await().atMost(LIMIT).until(() -> !caller.incidents().isEmpty());
      await().atMost(LIMIT).until(() -> !signed(data()).contains("DELETED/"));
      assertThat(caller.incidents())
          .singleElement()
          .returns(IncidentKind.INCIDENT_KIND_AUDIT_TAMPERED, Incident::getKind);
    }
  }

  private void assertNextStartTellsAForgedHead() throws Exception {
    try (Daemon daemon = Daemon.start(MortalDaemon.settings(data()));
        OneConnection caller = caller(daemon)) {
      await().atMost(LIMIT).until(() -> !caller.incidents().isEmpty());
      assertThat(caller.incidents())
          .singleElement()
          .returns(IncidentKind.INCIDENT_KIND_AUDIT_TAMPERED, Incident::getKind);
    }

    assertThat(Files.readString(audit(data()))).contains("\"because\":\"HEAD_FORGED\"");
  }

  private AuditReport verified() throws IOException {
    return OfflineAudit.verify(
        List.of(audit(data())), List.of(), MortalDaemon.settings(data()), NOBODY);
  }

  private static void seal(String address) {
    ManagedChannel channel =
        Grpc.newChannelBuilder(address, InsecureChannelCredentials.create()).build();
    try {
      assertThat(
              SystemServiceGrpc.newBlockingStub(channel)
                  .seal(SealRequest.getDefaultInstance())
                  .getSealed())
          .isTrue();
    } finally {
      channel.shutdownNow();
    }
  }

  private static void awaitAHeadWithATag(Path data) {
    await().atMost(LIMIT).until(() -> heads(data) > 0);
  }

  /** How many heads of the trail have a tag. */
  private static long heads(Path data) throws IOException {
    return Files.readAllLines(audit(data)).stream()
        .filter(line -> line.contains("\"action\":\"AUDIT_HEAD\"") && line.contains("\"mac\":"))
        .count();
  }

  private static void unsign(Path data) throws IOException {
    String unsigned =
        Pattern.compile("\"mac\":\"[^\"]*\",")
            .matcher(Files.readString(kept(data)))
            .replaceAll(mac -> " ".repeat(mac.group().length()));
    Files.writeString(kept(data), unsigned);
  }

  /** Where the newest run's lines have no tag yet; remembered as an unsealed daemon's would be. */
  private static void cutBackToTheLastBeginning(Path data, String alarms) throws Exception {
    String trail = Files.readString(audit(data));
    int at = trail.lastIndexOf('\n', trail.lastIndexOf("\"AUDIT_BEGUN\"")) + 1;
    int end = trail.indexOf('\n', at) + 1;
    String line = trail.substring(at, end);
    assertThat(line).doesNotContain("\"mac\":");
    Files.writeString(audit(data), trail.substring(0, end));
    String segment = line.replaceAll("(?s).*\"segment\":\"([^\"]*)\".*", "$1");
    String hash = line.replaceAll("(?s).*\"hash\":\"([^\"]*)\".*", "$1");
    String head = "%s\n999\n%s\n1\n%d\n%d\n%s".formatted(audit(data), segment, at, end, hash);
    String named = alarms.isEmpty() ? head : head + "\n" + alarms;
    String check =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(MessageDigest.getInstance("SHA-256").digest(named.getBytes(UTF_8)));
    String slot =
        "{\"trail\":\"%s\",\"sequence\":\"999\",\"segment\":\"%s\",\"place\":\"1\",\"at\":\"%d\","
                .formatted(audit(data), segment, at)
            + "\"end\":\"%d\",\"hash\":\"%s\",\"alarms\":\"%s\",\"mac\":\"\",\"check\":\"%s\"}"
                .formatted(end, hash, alarms, check);
    byte[] kept = Arrays.copyOf(Files.readAllBytes(kept(data)), 4 * 4096);
    byte[] forged = Arrays.copyOf(slot.getBytes(UTF_8), 4096);
    Arrays.fill(forged, slot.length(), forged.length, (byte) ' ');
    System.arraycopy(forged, 0, kept, 2 * 4096, forged.length);
    Files.write(kept(data), kept);
  }

  /** Where heads with a MAC are remembered. */
  private static String signed(Path data) throws IOException {
    return Files.readString(kept(data)).substring(0, 2 * 4096);
  }

  private static Path kept(Path data) throws IOException {
    try (var all = Files.list(data)) {
      return all.filter(file -> file.getFileName().toString().startsWith("audit-head-"))
          .findFirst()
          .orElseThrow();
    }
  }

  private static Path audit(Path data) {
    return data.resolve("audit.jsonl");
  }

  private static OneConnection caller(Daemon daemon) {
    return new OneConnection("127.0.0.1:" + daemon.grpcAddress().getPort());
  }
}
