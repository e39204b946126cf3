package io.rotakeep.adapter.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.rotakeep.core.audit.AuditTampering.Sign;
import io.rotakeep.core.audit.AuditUnavailableException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a trail does when its file is rotated, and when somebody takes it away. */
final class TrailTest {
  @TempDir Path directory;

  private TrailBed bed = new TrailBed(Path.of(""));

  @BeforeEach
  void bed() {
    bed = new TrailBed(directory);
  }

  @Test
  void putsAFullFileAwayAndGoesOn() throws IOException {
    try (FileAuditDevice device = bed.open(4_000, 100)) {
      for (int i = 0; i < 200; i++) {
        device.recordDurably(TrailBed.record("n" + i));
      }
    }

    Path[] files = bed.files();
    assertThat(files.length).isGreaterThan(5);
    AuditReport report = bed.verifyTags(files);
    assertThat(report.breaks()).isEmpty();
    assertThat(report.notices()).isEmpty();
    assertThat(report.records()).isEqualTo(200);
    assertThat(bed.tamperings).isEmpty();
  }

  @Test
  void noticesAMissingFileOfARotatedSet() throws IOException {
    try (FileAuditDevice device = bed.open(4_000, 100)) {
      for (int i = 0; i < 60; i++) {
        device.recordDurably(TrailBed.record("n" + i));
      }
    }
    List<Path> files = new ArrayList<>(List.of(bed.files()));
    Collections.sort(files);
    Path newest = files.removeFirst();
    files.remove(1);
    files.add(newest);

    AuditReport report = bed.verify(files.toArray(Path[]::new));

    assertThat(report.breaks()).hasSize(1);
    assertThat(report.breaks().getFirst().what()).contains("which is in none of the files");
  }

  @Test
  void keepsNoMoreFilesThanItShould() throws IOException {
    try (FileAuditDevice device = bed.open(4_000, 2)) {
      for (int i = 0; i < 100; i++) {
        device.recordDurably(TrailBed.record("n" + i));
      }
    }

    assertThat(bed.files()).hasSize(3);
    assertThat(bed.verify(bed.files()).breaks()).isEmpty();
    assertThat(bed.verify(bed.files()).notices())
        .singleElement()
        .satisfies(notice -> assertThat(notice.what()).startsWith("goes on from segment"));
  }

  @Test
  void goesOnWhereTheLastProcessEnded() throws IOException {
    for (int run = 0; run < 3; run++) {
      try (FileAuditDevice device = bed.open()) {
        device.record(TrailBed.record("run" + run));
      }
    }

    AuditReport report = bed.verifyTags(bed.file);
    assertThat(report.breaks()).isEmpty();
    assertThat(report.segments()).hasSize(3);
    assertThat(bed.callers(bed.file)).containsExactly("run0", "run1", "run2");
    assertThat(bed.tamperings).isEmpty();
  }

  @Test
  void takesARenameForARotation() throws IOException {
    Path away = directory.resolve("audit.jsonl.1");
    try (FileAuditDevice device = bed.open()) {
      device.recordDurably(TrailBed.record("one"));
      Files.move(bed.file, away);
      device.recordDurably(TrailBed.record("two"));
      device.recordDurably(TrailBed.record("three"));
    }

    assertThat(bed.callers(away)).containsExactly("one", "two");
    assertThat(bed.callers(bed.file)).containsExactly("three");
    assertThat(bed.verifyTags(away, bed.file).breaks()).isEmpty();
    assertThat(bed.tamperings).isEmpty();
  }

  @Test
  void takesARenameWhileItWasStoppedForARotation() throws IOException {
    Path away = directory.resolve("audit.jsonl.1");
    try (FileAuditDevice device = bed.open()) {
      device.record(TrailBed.record("one"));
    }
    Files.move(bed.file, away);
    try (FileAuditDevice device = bed.open()) {
      device.record(TrailBed.record("two"));
    }

    assertThat(bed.verifyTags(away, bed.file).breaks()).isEmpty();
    assertThat(bed.tamperings).isEmpty();
  }

  @Test
  void noticesThatTheFileWasDeleted() throws IOException {
    try (FileAuditDevice device = bed.open()) {
      device.recordDurably(TrailBed.record("one"));
      Files.delete(bed.file);
      device.recordDurably(TrailBed.record("two"));
    }

    assertThat(bed.signs()).containsExactly(Sign.DELETED);
    assertThat(bed.callers(bed.file)).containsExactly("two");
    assertThat(Files.readString(bed.file)).contains("\"because\":\"DELETED\"");
  }

  @Test
  void noticesThatTheFileWasReplaced() throws IOException {
    try (FileAuditDevice device = bed.open()) {
      device.recordDurably(TrailBed.record("one"));
      Path other = Files.writeString(directory.resolve("other"), "{}\n");
      Files.move(other, bed.file, StandardCopyOption.REPLACE_EXISTING);
      device.recordDurably(TrailBed.record("two"));
    }

    assertThat(bed.signs()).containsExactly(Sign.REPLACED);
    assertThat(bed.callers(bed.file)).containsExactly("two");
  }

  @Test
  void noticesThatTheFileWasCut() throws IOException {
    try (FileAuditDevice device = bed.open()) {
      device.recordDurably(TrailBed.record("one"));
      truncate(0);
      await().untilAsserted(() -> assertThat(bed.signs()).containsExactly(Sign.CUT));
      device.recordDurably(TrailBed.record("two"));
    }

    assertThat(bed.callers(bed.file)).containsExactly("two");
  }

  @Test
  void noticesThatRecordsWereCutOffBeforeTheNextHead() throws IOException {
    try (FileAuditDevice device = bed.open()) {
      await().until(() -> bed.heads.size() == 1);
      long begun = Files.size(bed.file);
      device.record(TrailBed.record("one"));
      truncate(begun);
      await().untilAsserted(() -> assertThat(bed.signs()).containsExactly(Sign.CHANGED));
    }
  }

  @Test
  void noticesWhatSomebodyElseAppended() throws IOException {
    try (FileAuditDevice device = bed.open()) {
      Files.writeString(bed.file, "{\"forged\":1}\n", StandardOpenOption.APPEND);
      device.record(TrailBed.record("one"));
      await().untilAsserted(() -> assertThat(bed.signs()).containsExactly(Sign.CHANGED));
    }
  }

  @Test
  void noticesAtTheStartWhatWasDoneMeanwhile() throws IOException {
    damageWhileStopped(() -> Files.delete(bed.file), Sign.DELETED);
    damageWhileStopped(() -> Files.writeString(bed.file, "{\"forged\":1}\n"), Sign.REPLACED);
    damageWhileStopped(() -> truncate(Files.size(bed.file) - 1), Sign.CUT);
    damageWhileStopped(() -> truncate(10), Sign.REPLACED);
    damageWhileStopped(this::changeTheLastLine, Sign.CHANGED);
    damageWhileStopped(
        () -> Files.writeString(bed.file, "{}\n", StandardOpenOption.APPEND), Sign.CHANGED);
    damageWhileStopped(() -> Files.delete(bed.headFile()), Sign.HEAD_LOST);
    damageWhileStopped(this::moveTheHeadBack, Sign.HEAD_FORGED);
  }

  @Test
  void takesACrashForNothingElse() throws IOException {
    bed.crashAfter("one", "two");
    AuditReport left = bed.verifyTags(bed.file);

    try (FileAuditDevice device = bed.open()) {
      device.record(TrailBed.record("three"));
    }

    assertThat(left.breaks()).isEmpty();
    assertThat(bed.tamperings).isEmpty();
    assertThat(bed.records(bed.file)).element(2).isEqualTo("{\"time\":\"2026-03~");
    AuditReport report = bed.verifyTags(bed.file);
    assertThat(report.breaks()).isEmpty();
    assertThat(report.records()).isEqualTo(3);
  }

  @Test
  void writesWithoutTagsWhileSealedAndWithThemFromThenOn() throws IOException {
    bed.sealed = true;
    try (FileAuditDevice device = bed.open()) {
      device.recordDurably(TrailBed.record("sealed"));
      bed.sealed = false;
      await()
          .untilAsserted(
              () -> {
                device.recordDurably(TrailBed.record("unsealed"));
                assertThat(bed.records(bed.file).getLast()).contains("\"mac\"");
              });
      bed.sealed = true;
      device.recordDurably(TrailBed.record("sealed again"));
    }
    bed.sealed = false;

    assertThat(bed.records(bed.file).getFirst()).doesNotContain("\"mac\"");
    assertThat(bed.records(bed.file).getLast()).contains("\"mac\"");
    AuditReport report = bed.verifyTags(bed.file);
    assertThat(report.breaks()).isEmpty();
    assertThat(report.checkedTags()).isGreaterThan(2);
  }

  @Test
  void noticesAForgedHeadOnceItHasKeys() throws IOException {
    try (FileAuditDevice device = bed.open()) {
      device.record(TrailBed.record("before"));
    }
    moveTheHeadBack();
    bed.sealed = true;
    try (FileAuditDevice device = bed.open()) {
      device.record(TrailBed.record("sealed"));
      assertThat(bed.signs()).isEmpty();
      bed.sealed = false;
      await()
          .untilAsserted(
              () -> {
                device.record(TrailBed.record("unsealed"));
                assertThat(bed.signs()).containsExactly(Sign.HEAD_FORGED);
              });
    }
  }

  @Test
  void refusesRecordsWhileTheirFileCannotBeMadeAndGoesOnAfterwards() throws IOException {
    Path logs = Files.createDirectory(directory.resolve("logs"));
    TrailBed inLogs = new TrailBed(logs);
    try (FileAuditDevice device = inLogs.open()) {
      Path moved = directory.resolve("moved");
      Files.move(logs, moved);

      assertThatThrownBy(() -> device.recordDurably(TrailBed.record("one")))
          .isInstanceOf(AuditUnavailableException.class);
      assertThatThrownBy(() -> device.record(TrailBed.record("two")))
          .isInstanceOf(AuditUnavailableException.class);
      assertThat(device.trouble()).isPresent();

      Files.createDirectory(logs);
      await().untilAsserted(() -> assertThat(inLogs.file).exists());
      await().ignoreExceptions().untilAsserted(() -> device.record(TrailBed.record("three")));
      assertThat(inLogs.callers(inLogs.file)).containsExactly("three");
      assertThat(device.trouble()).isEmpty();
    }
  }

  private interface Damage {
    void run() throws IOException;
  }

  private void damageWhileStopped(Damage damage, Sign expected) throws IOException {
    try (FileAuditDevice device = bed.open()) {
      device.record(TrailBed.record("before"));
    }
    bed.tamperings.clear();

    damage.run();

    try (FileAuditDevice device = bed.open()) {
      device.record(TrailBed.record("after"));
    }
    assertThat(bed.signs()).as("%s", expected).containsExactly(expected);
    assertThat(bed.callers(bed.file)).endsWith("after");
    assertThat(Files.readString(bed.file)).contains("\"because\":\"" + expected + "\"");
  }

  private void truncate(long size) throws IOException {
    try (FileChannel channel = FileChannel.open(bed.file, StandardOpenOption.WRITE)) {
      channel.truncate(size);
    }
  }

  private void changeTheLastLine() throws IOException {
    String text = Files.readString(bed.file);
    int at = text.lastIndexOf("\"hash\":\"") + 8;
    char other = text.charAt(at) == 'A' ? 'B' : 'A';
    Files.writeString(bed.file, text.substring(0, at) + other + text.substring(at + 1));
  }

  private void moveTheHeadBack() throws IOException {
    HeadFile forger = new HeadFile(directory, bed.file, bed.keys());
    assertThat(forger.read()).isNotNull();
    forger.write(bed.headBefore(1), _ -> new byte[32], Instant.EPOCH);
  }
}
