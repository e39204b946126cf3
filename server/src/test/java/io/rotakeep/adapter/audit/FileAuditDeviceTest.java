package io.rotakeep.adapter.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.rotakeep.core.audit.AuditRecord;
import io.rotakeep.core.audit.AuditTampering.Sign;
import io.rotakeep.core.audit.AuditUnavailableException;
import io.rotakeep.process.Child;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileAuditDeviceTest {

  @TempDir Path directory;

  private TrailBed bed = new TrailBed(Path.of(""));
  private Path file = Path.of("");

  @BeforeEach
  void nameTheFile() {
    bed = new TrailBed(directory);
    file = bed.file;
  }

  @Test
  void hasEachRecordInTheFileBeforeItReturns() throws IOException {
    try (FileAuditDevice device = bed.open()) {
      device.record(record("one"));
      List<String> afterOne = bed.callers(file);
      device.recordDurably(record("two"));
      List<String> afterTwo = bed.callers(file);

      assertThat(afterOne).containsExactly("one");
      assertThat(afterTwo).containsExactly("one", "two");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void appendsToWhatIsThere() throws IOException {
    FileAuditDevice first = bed.open();
    first.record(record("one"));
    first.close();

    try (FileAuditDevice second = bed.open()) {
      second.record(record("two"));
    }

    assertThat(bed.callers(file)).containsExactly("one", "two");
  }

  @Test
  void keepsTheLinesOfConcurrentWritersWholeAndInTheirOrder() throws Exception {
    int threads = 16;
    int each = 500;
    try (FileAuditDevice device = bed.open()) {
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

    List<String> callers = bed.callers(file);
    assertThat(bed.verifyTags(file).breaks()).isEmpty();
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
    try (FileAuditDevice device = bed.open()) {
      Thread.currentThread().interrupt();
      device.record(record("one"));
      device.recordDurably(record("two"));
      boolean stillInterrupted = Thread.interrupted();
      device.record(record("three"));

      assertThat(stillInterrupted).isTrue();
      assertThat(bed.callers(file)).containsExactly("one", "two", "three");
    }
  }

  @Test
  void refusesRecordsAfterItsEnd() {
    FileAuditDevice device = bed.open();
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
    try (FileAuditDevice device = bed.open()) {
      device.record(record("one"));
      Files.move(file, rotated);
      device.record(record("two"));
      await().untilAsserted(() -> assertThat(file).exists());
      device.record(record("three"));
    }

    List<String> callers = new ArrayList<>(bed.callers(rotated));
    assertThat(callers).startsWith("one").doesNotContain("three");
    callers.addAll(bed.callers(file));
    assertThat(callers).containsExactly("one", "two", "three");
  }

  @Test
  void losesNoDurableRecordWithADeletedFile() throws IOException {
    try (FileAuditDevice device = bed.open()) {
      device.record(record("one"));
      Files.delete(file);

      device.recordDurably(record("two"));

      assertThat(bed.callers(file)).containsExactly("two");
    }
  }

  /** The second one goes before anything can be written there. */
  @Test
  void losesNoDurableRecordWithTwoDeletedFiles() throws IOException {
    try (FileAuditDevice device = bed.open()) {
      device.record(record("one"));
      deleteAtHeads(2);

      device.recordDurably(record("two"));

      assertThat(bed.callers(file)).containsExactly("two");
      assertThat(bed.signs()).containsExactly(Sign.DELETED, Sign.DELETED);
    }
  }

  @Test
  void refusesADurableRecordWhoseFilesAreAllDeleted() throws IOException {
    try (FileAuditDevice device = bed.open()) {
      deleteAtHeads(Integer.MAX_VALUE);

      assertThatThrownBy(() -> device.recordDurably(record("one")))
          .isInstanceOf(AuditUnavailableException.class)
          .hasRootCauseMessage("one file after another is taken away");

      deleteAtHeads(0);
      device.recordDurably(record("two"));
      assertThat(bed.callers(file)).endsWith("two");
    }
  }

  @Test
  void refusesALink() throws IOException {
    Path target = Files.writeString(directory.resolve("target"), "");
    Files.createSymbolicLink(file, target);

    assertThatThrownBy(() -> bed.open())
        .isInstanceOf(AuditUnavailableException.class)
        .hasMessageStartingWith(file + ": cannot be used for the audit");
  }

  @Test
  void failsTheRecordThatFindsNoRoomAndLeavesTheOthersWhole() throws Exception {
    String result;
    try (Child child = Child.start("ulimit -f 16", UntilFull.class, directory)) {
      result = child.readLine();
    }
    int taken = Integer.parseInt(result.replace("refused after ", ""));
    try (FileAuditDevice device = bed.open()) {
      device.record(record("afterwards"));
    }

    AuditReport report = bed.verify(bed.files());
    assertThat(report.breaks()).isEmpty();
    assertThat(report.records()).isEqualTo(taken + 1);
  }

  /**
   * Now, and when the device has begun another file and told of its first head. Who comes first is
   * all the same, as the device has no other file before it missed the one that was deleted.
   */
  private void deleteAtHeads(int times) {
    AtomicInteger left = new AtomicInteger(times);
    Runnable delete =
        () -> {
          if (left.getAndDecrement() <= 0 || !file.toFile().delete()) {
            left.incrementAndGet();
          }
        };
    bed.afterHead = delete;
    delete.run();
  }

  private static AuditRecord record(String caller) {
    return TrailBed.record(caller);
  }

  /** Records until the file may grow no further. */
  static final class UntilFull {
    public static void main(String[] arguments) {
      FileAuditDevice device = new TrailBed(Path.of(arguments[0])).open();
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
