package io.rotakeep.adapter.audit;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rotakeep.core.audit.AuditUnavailableException;
import io.rotakeep.process.Child;
import io.rotakeep.testkit.ToolUnavailableException;
import io.rotakeep.testkit.faults.DiskFault;
import io.rotakeep.testkit.faults.FailingDisk;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A trail in a process of its own, whose disk answers with errors when something is forced. */
@Timeout(60)
final class FailingAuditDiskIT {
  private static final String SAYS = "it says: ";

  @TempDir Path directory;

  @Test
  void acknowledgesNothingThatCannotBeForcedInTheFileItLeaves() throws Exception {
    assertThat(recordedDurablyWhileItsFileIsLeft("true")).isEqualTo("refused");

    assertThat(Files.readString(left())).contains("\"AUDIT_ENDED\"");
    assertNobodyMissesAnything();
  }

  @Test
  void acknowledgesNothingThatCannotBeForcedWhereTheLastLineFindsNoRoom() throws Exception {
    assertThat(recordedDurablyWhileItsFileIsLeft("ulimit -f 64; export FULL=yes"))
        .isEqualTo("refused");

    assertThat(Files.readString(left())).doesNotContain("\"AUDIT_ENDED\"");
    assertNobodyMissesAnything();
  }

  /** Nobody waits for it, and nothing comes after it. */
  @Test
  void isAskedSoonToForceWhatWasNotRecordedDurably() throws Exception {
    try (Child child = Child.start("true", PlainRecorder.class, directory)) {
      assertThat(child.readLine(SAYS)).isEqualTo("ready");
      try (var _ = failing(child, directory.resolve("audit.jsonl"))) {
        child.tell("go on");
        assertThat(child.readLine(SAYS)).contains("may not be on the disk");
      }
    }
  }

  /** The kernel may force what is left now, and not what it dropped. */
  @Test
  void endsNothingInOrderThatCouldNotBeForcedOnce() throws Exception {
    Path file = directory.resolve("audit.jsonl");
    try (Child child = Child.start("true", Closer.class, directory)) {
      assertThat(child.readLine(SAYS)).isEqualTo("ready");
      try (var _ = failing(child, file)) {
        child.tell("go on");
        assertThat(child.readLine(SAYS)).isEqualTo("refused");
      }
      child.tell("go on");
      assertThat(child.readLine(SAYS)).isEqualTo("refused, and 0 descriptors are left");
    }
    assertThat(Files.readString(file)).doesNotContain("\"AUDIT_ENDED\"");
    assertNobodyMissesAnything();
  }

  /** Others make it too, such as logrotate, and do not force its name. */
  @Test
  void takesNoFileWhoseNameCannotBeForced() throws Exception {
    Files.createFile(directory.resolve("audit.jsonl"));
    try (Child child = Child.start("true", Opener.class, directory);
        var _ = failing(child, directory)) {
      child.tell("go on");
      assertThat(child.readLine(SAYS)).isEqualTo("refused, and 0 descriptors are left");
    }
  }

  @Test
  void hasRememberedNoHeadInAFileWhoseNameCannotBeForced() throws Exception {
    try (Child child = Child.start("true", Rememberer.class, directory);
        var _ = failing(child, directory)) {
      child.tell("go on");
      assertThat(child.readLine(SAYS)).isEqualTo("refused");
    }
  }

  /** It cannot be taken away again there, and is set aside when the disk is well. */
  @Test
  void takesNoFileThatItBeganByHalfForAReplacement() throws Exception {
    Path logs = Files.createDirectory(directory.resolve("logs"));
    Path file = logs.resolve("audit.jsonl");
    try (Child child = Child.start("true", Returner.class, logs)) {
      assertThat(child.readLine(SAYS)).isEqualTo("ready");
      Files.move(logs, directory.resolve("moved"));
      child.tell("go on");
      assertThat(child.readLine(SAYS)).isEqualTo("no file to go on in");
      try (var _ = failing(child, file)) {
        Files.createDirectory(logs);
        Assumptions.assumeTrue(
            TrailBed.mayChange(logs, "+a"), "only root can keep a file from its owner");
        await().until(() -> file.toFile().length() > 0);
      } finally {
        var _ = TrailBed.mayChange(logs, "-a");
      }
      child.tell("go on");
      assertThat(child.readLine(SAYS)).isEqualTo("goes on, and told of []");
    }
    try (Stream<Path> all = Files.list(logs)) {
      assertThat(all).anyMatch(name -> name.toString().contains(".aside-"));
    }
  }

  private String recordedDurablyWhileItsFileIsLeft(String limits) throws IOException {
    try (Child child = Child.start(limits, Recorder.class, directory)) {
      assertThat(child.readLine(SAYS)).isEqualTo("ready");
      try (var _ = failing(child, left())) {
        Files.move(directory.resolve("audit.jsonl"), left());
        child.tell("go on");
        return child.readLine(SAYS);
      }
    }
  }

  /** What was written is there, as the kernel has it in memory. */
  private void assertNobodyMissesAnything() throws IOException {
    TrailBed bed = new TrailBed(directory);
    bed.open().close();
    assertThat(bed.tamperings).isEmpty();
    assertThat(bed.verifyTags(bed.files()).breaks()).isEmpty();
  }

  private Path left() {
    return directory.resolve("audit.jsonl.1");
  }

  private static FailingDisk failing(Child child, Path file) {
    try {
      return FailingDisk.under(child.pid(), DiskFault.FORCE_FAILS, List.of(file));
    } catch (ToolUnavailableException e) {
      return Assumptions.abort(String.valueOf(e.getMessage()));
    }
  }

  /** Fills its file if it is to, and records durably when it is told to. */
  static final class Recorder {
    public static void main(String[] arguments) throws IOException {
      TrailBed bed = new TrailBed(Path.of(arguments[0]));
      FileAuditDevice device = bed.open();
      device.recordDurably(TrailBed.record("first"));
      boolean full = "yes".equals(System.getenv("FULL"));
      while (full && isTaken(() -> device.record(TrailBed.record("n")))) {
        // until there is no room
      }
      System.out.println(SAYS + "ready");
      int told = System.in.read();
      if (full) {
        await().until(() -> device.trouble().isPresent() || Files.exists(bed.file));
      }
      boolean taken = isTaken(() -> device.recordDurably(TrailBed.record("durable")));
      System.out.println(SAYS + (taken && told > 0 ? "acknowledged" : "refused"));
    }
  }

  /** Records once, not durably, when it is told to, and says what trouble came of that. */
  static final class PlainRecorder {
    public static void main(String[] arguments) throws IOException {
      FileAuditDevice device = new TrailBed(Path.of(arguments[0])).open();
      System.out.println(SAYS + "ready");
      int told = System.in.read();
      device.record(TrailBed.record("plain"));
      await().until(() -> told > 0 && device.trouble().isPresent());
      System.out.println(SAYS + device.trouble().orElseThrow());
    }
  }

  /** Records durably when it is told to, and then closes its device. */
  static final class Closer {
    public static void main(String[] arguments) throws IOException {
      BufferedReader told = new BufferedReader(new InputStreamReader(System.in, US_ASCII));
      TrailBed bed = new TrailBed(Path.of(arguments[0]));
      FileAuditDevice device = bed.open();
      System.out.println(SAYS + "ready");
      var _ = told.readLine();
      boolean taken = isTaken(() -> device.recordDurably(TrailBed.record("durable")));
      System.out.println(SAYS + (taken ? "acknowledged" : "refused"));
      var _ = told.readLine();
      boolean closed = isTaken(device::close);
      System.out.println(
          SAYS
              + (closed ? "closed, and " : "refused, and ")
              + descriptorsOf(bed.file)
              + " descriptors are left");
    }
  }

  private static boolean isTaken(Runnable record) {
    try {
      record.run();
      return true;
    } catch (AuditUnavailableException e) {
      return false;
    }
  }

  private static int descriptorsOf(Path file) throws IOException {
    int found = 0;
    try (DirectoryStream<Path> open = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      for (Path descriptor : open) {
        found += Files.exists(descriptor) && Files.isSameFile(descriptor, file) ? 1 : 0;
      }
    }
    return found;
  }

  /** Has its file taken away with the directory, and says what it told of when it has another. */
  static final class Returner {
    public static void main(String[] arguments) throws IOException {
      BufferedReader told = new BufferedReader(new InputStreamReader(System.in, US_ASCII));
      TrailBed bed = new TrailBed(Path.of(arguments[0]));
      FileAuditDevice device = bed.open();
      device.recordDurably(TrailBed.record("first"));
      System.out.println(SAYS + "ready");
      var _ = told.readLine();
      await().until(() -> device.trouble().isPresent());
      System.out.println(SAYS + "no file to go on in");
      var _ = told.readLine();
      await()
          .ignoreExceptions()
          .untilAsserted(() -> device.recordDurably(TrailBed.record("after")));
      System.out.println(SAYS + "goes on, and told of " + bed.signs());
    }
  }

  /** Remembers a head when it is told to. */
  static final class Rememberer {
    public static void main(String[] arguments) throws IOException {
      Path directory = Path.of(arguments[0]);
      TrailBed bed = new TrailBed(directory);
      Head head = new Head("0123456789abcdef.1", 1, 0, 400, "hash");
      int told = System.in.read();
      try {
        new HeadFile(directory, bed.file, bed.keys())
            .write(head, _ -> new byte[Chain.HASH], Instant.EPOCH);
        System.out.println(SAYS + "remembered after " + told);
      } catch (IOException e) {
        System.out.println(SAYS + "refused");
      }
    }
  }

  /** Opens its file when it is told to. */
  static final class Opener {
    public static void main(String[] arguments) throws IOException {
      Path file = Path.of(arguments[0], "audit.jsonl");
      int told = System.in.read();
      try (AppendOnlyFile opened = AppendOnlyFile.open(file)) {
        System.out.println(SAYS + "opened with " + opened.size() + " bytes after " + told);
      } catch (IOException e) {
        System.out.println(SAYS + "refused, and " + descriptorsOf(file) + " descriptors are left");
      }
    }
  }
}
