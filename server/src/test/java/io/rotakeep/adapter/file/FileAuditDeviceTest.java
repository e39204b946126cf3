package io.rotakeep.adapter.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.rotakeep.core.audit.AuditAction;
import io.rotakeep.core.audit.AuditOutcome;
import io.rotakeep.core.audit.AuditRecord;
import io.rotakeep.core.audit.AuditUnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileAuditDeviceTest {
  private static final String WHOLE_LINE = "\\{\"time\":\"[0-9T:.-]+Z\",[^{}]*}";

  @TempDir Path directory;

  private Path file = Path.of("");

  @BeforeEach
  void nameTheFile() {
    file = directory.resolve("audit.jsonl");
  }

  @Test
  void hasEachRecordInTheFileBeforeItReturns() throws IOException {
    try (FileAuditDevice device = FileAuditDevice.open(file)) {
      device.record(record("one"));
      List<String> afterOne = Files.readAllLines(file);
      device.recordDurably(record("two"));
      List<String> afterTwo = Files.readAllLines(file);

      assertThat(callers(afterOne)).containsExactly("one");
      assertThat(callers(afterTwo)).containsExactly("one", "two");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void appendsToWhatIsThere() throws IOException {
    FileAuditDevice first = FileAuditDevice.open(file);
    first.record(record("one"));
    first.close();

    try (FileAuditDevice second = FileAuditDevice.open(file)) {
      second.record(record("two"));
    }

    assertThat(callers(Files.readAllLines(file))).containsExactly("one", "two");
  }

  @Test
  void beginsAFreshLineAfterACrashInTheMiddleOfOne() throws IOException {
    Files.writeString(file, "{\"time\":\"2026-03-01T12:00:00.0");

    try (FileAuditDevice device = FileAuditDevice.open(file)) {
      device.record(record("one"));
      device.record(record("two"));
    }

    List<String> lines = Files.readAllLines(file);
    assertThat(lines).hasSize(3);
    assertThat(callers(lines.subList(1, 3))).containsExactly("one", "two");
  }

  @Test
  void keepsTheLinesOfConcurrentWritersWholeAndInTheirOrder() throws Exception {
    int threads = 16;
    int each = 500;
    try (FileAuditDevice device = FileAuditDevice.open(file)) {
      List<Thread> writers = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        int writer = t;
        Runnable task =
            () -> {
              for (int i = 0; i < each; i++) {
                AuditRecord audited = record(writer + "/" + i);
                if (i % 50 == 0) {
                  device.recordDurably(audited);
                } else {
                  device.record(audited);
                }
              }
            };
        writers.add(t % 2 == 0 ? Thread.ofVirtual().start(task) : Thread.ofPlatform().start(task));
      }
      for (Thread writer : writers) {
        writer.join();
      }
    }

    List<String> callers = callers(Files.readAllLines(file));
    assertThat(callers).hasSize(threads * each);
    for (int t = 0; t < threads; t++) {
      String prefix = t + "/";
      List<String> ofOne = callers.stream().filter(c -> c.startsWith(prefix)).toList();
      assertThat(ofOne).hasSize(each).first().isEqualTo(prefix + 0);
      assertThat(ofOne.get(each - 1)).isEqualTo(prefix + (each - 1));
    }
  }

  @Test
  void goesOnWhenAWriterIsInterrupted() throws IOException {
    try (FileAuditDevice device = FileAuditDevice.open(file)) {
      Thread.currentThread().interrupt();
      device.record(record("one"));
      device.recordDurably(record("two"));
      boolean stillInterrupted = Thread.interrupted();
      device.record(record("three"));

      assertThat(stillInterrupted).isTrue();
      assertThat(callers(Files.readAllLines(file))).containsExactly("one", "two", "three");
    }
  }

  @Test
  void refusesRecordsAfterItsEnd() {
    FileAuditDevice device = FileAuditDevice.open(file);
    device.close();

    assertThatThrownBy(() -> device.record(record("one")))
        .isInstanceOf(AuditUnavailableException.class)
        .hasMessage(file + ": the audit cannot be written");
    assertThatThrownBy(() -> device.recordDurably(record("one")))
        .isInstanceOf(AuditUnavailableException.class);
  }

  @Test
  void followsItsNameWhenTheFileIsRotatedAway() throws IOException {
    Path rotated = directory.resolve("audit.jsonl.1");
    try (FileAuditDevice device = FileAuditDevice.open(file)) {
      device.record(record("one"));
      Files.move(file, rotated);
      device.record(record("two"));
      await().untilAsserted(() -> assertThat(file).exists());
      device.record(record("three"));
    }

    assertThat(callers(Files.readAllLines(rotated))).containsExactly("one", "two");
    assertThat(callers(Files.readAllLines(file))).containsExactly("three");
  }

  @Test
  void losesNoDurableRecordWithADeletedFile() throws IOException {
    try (FileAuditDevice device = FileAuditDevice.open(file)) {
      device.record(record("one"));
      Files.delete(file);

      device.recordDurably(record("two"));

      assertThat(callers(Files.readAllLines(file))).containsExactly("two");
    }
  }

  @Test
  void refusesRecordsWhileTheirFileCannotBeMadeAndGoesOnAfterwards() throws IOException {
    Path logs = Files.createDirectory(directory.resolve("logs"));
    Path inLogs = logs.resolve("audit.jsonl");
    try (FileAuditDevice device = FileAuditDevice.open(inLogs)) {
      Files.delete(inLogs);
      Files.delete(logs);

      assertThatThrownBy(() -> device.recordDurably(record("one")))
          .isInstanceOf(AuditUnavailableException.class);
      assertThatThrownBy(() -> device.record(record("two")))
          .isInstanceOf(AuditUnavailableException.class);

      Files.createDirectory(logs);
      await().untilAsserted(() -> assertThat(inLogs).exists());
      await().ignoreExceptions().untilAsserted(() -> device.record(record("three")));
      assertThat(callers(Files.readAllLines(inLogs))).containsExactly("three");
    }
  }

  @Test
  void refusesALinkAndADirectory() throws IOException {
    Path target = Files.writeString(directory.resolve("target"), "");
    Files.createSymbolicLink(file, target);

    assertThatThrownBy(() -> FileAuditDevice.open(file))
        .isInstanceOf(UnusableFileException.class)
        .hasMessageStartingWith(file + ": cannot be used for the audit");
    assertThatThrownBy(() -> FileAuditDevice.open(directory))
        .isInstanceOf(UnusableFileException.class);
  }

  @Test
  void failsTheRecordThatFindsNoRoomAndLeavesTheOthersWhole() throws Exception {
    String result;
    try (Child child = Child.start("ulimit -f 8", UntilFull.class, file)) {
      result = child.readLine();
    }
    int taken = Integer.parseInt(result.replace("refused after ", ""));
    try (FileAuditDevice device = FileAuditDevice.open(file)) {
      device.record(record("afterwards"));
    }

    List<String> lines =
        Files.readAllLines(file).stream().filter(l -> l.matches(WHOLE_LINE)).toList();
    assertThat(callers(lines)).hasSize(taken + 1).endsWith("n" + (taken - 1), "afterwards");
  }

  private static AuditRecord record(String caller) {
    return new AuditRecord(
        Instant.EPOCH,
        AuditAction.ACCESS_TOKEN_READ,
        AuditOutcome.SUCCEEDED,
        caller,
        "salesforce/acme",
        7,
        "",
        "",
        "");
  }

  private static List<String> callers(List<String> lines) {
    assertThat(lines).allMatch(line -> line.matches(WHOLE_LINE));
    return lines.stream().map(l -> l.replaceAll(".*\"caller\":\"([^\"]*)\".*", "$1")).toList();
  }

  /** Records until the file may grow no further. */
  static final class UntilFull {
    public static void main(String[] arguments) {
      FileAuditDevice device = FileAuditDevice.open(Path.of(arguments[0]));
      for (int i = 0; i < 1000; i++) {
        try {
          device.record(record("n" + i));
        } catch (AuditUnavailableException e) {
          System.out.println("refused after " + i);
          return;
        }
      }
      System.out.println("never refused");
    }
  }
}
