package io.rotakeep.adapter.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.rotakeep.core.audit.AuditTampering.Sign;
import io.rotakeep.core.audit.AuditUnavailableException;
import io.rotakeep.process.Child;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** What is left of a file that the trail does not go on in, where the disk does not help. */
final class LeavingTest {
  private static final String SAYS = "it says: ";

  @TempDir Path directory;

  /** Who waited for a chain meanwhile has one before anybody knows that there is no other file. */
  @Test
  void letsNobodyWriteBehindTheLastLineThoughThereIsNoOtherFileYet() throws IOException {
    Path logs = Files.createDirectory(directory.resolve("logs"));
    Path moved = directory.resolve("moved");
    TrailBed bed = new TrailBed(logs);
    Trail trail = bed.trail();
    write(trail, "before");
    Files.move(logs, moved);

    assertThatThrownBy(trail::look).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> write(trail, "between")).hasMessageContaining("no file to go on in");

    Files.createDirectory(logs);
    trail.look();
    write(trail, "after");
    trail.end(true);
    Path left = moved.resolve("audit.jsonl");
    assertThat(bed.verifyTags(left, bed.file).breaks()).isEmpty();
    assertThat(bed.callers(left)).containsExactly("before");
    assertThat(bed.callers(bed.file)).containsExactly("after");
    assertThat(bed.tamperings).isEmpty();
  }

  @Test
  void leavesATrailThatHoldsWhereTheLastLineFindsNoRoom() throws Exception {
    try (Child child = Child.start("ulimit -f 64", HalfALine.class, directory)) {
      assertThat(child.readLine(SAYS)).isEqualTo("room for 100 bytes");
      assertThat(child.readLine(SAYS)).isEqualTo("goes on");
    }

    TrailBed bed = new TrailBed(directory);
    Path left = directory.resolve("audit.jsonl.1");
    assertThat(Files.readString(left)).doesNotEndWith("\n");
    assertThat(bed.verifyTags(left, bed.file).breaks()).isEmpty();
    assertThat(bed.callers(bed.file)).containsExactly("after");
  }

  /** Nobody was promised anything of it that is not written once more. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void triesToForceWhatIsLostAndEndsNothingWhereThatFails(boolean lost) throws IOException {
    AppendOnlyFile file = AppendOnlyFile.open(directory.resolve("audit.jsonl"));
    Segment old = new Segment("s", file);
    old.begin(Instant.EPOCH, TrailBed.STORE, null, null);
    if (lost) {
      old.lose();
    }
    file.close();

    List<String> told = logged(() -> Leaving.forGood(old));

    assertThat(catchThrowable(old::force)).isSameAs(catchThrowable(old::force));
    assertThat(told).hasSize(lost ? 1 : 0).allMatch(line -> line.contains("not be on the disk"));
  }

  /** So that it can be set aside, and be looked at. */
  @Test
  void leavesAChangedFileThatHoldsWhatWasWrittenThere() throws IOException {
    TrailBed bed = new TrailBed(directory);
    Trail trail = bed.trail();
    write(trail, "before");
    Files.writeString(bed.file, "{}\n", StandardOpenOption.APPEND);

    trail.head();
    write(trail, "after");
    trail.end(true);

    assertThat(bed.signs()).containsExactly(Sign.CHANGED);
    assertThat(bed.callers(bed.file)).containsExactly("after");
    assertNothingIsOpen(bed.file);
  }

  /** The next process finds what a kill leaves. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void isClosedWithADeviceThatCannotLookAfterIt(boolean instead) throws IOException {
    Path logs = Files.createDirectory(directory.resolve("logs"));
    Path moved = directory.resolve("moved");
    TrailBed bed = new TrailBed(logs);
    FileAuditDevice device = bed.open();
    device.recordDurably(TrailBed.record("before"));
    Files.move(logs, moved);
    if (instead) {
      Files.createFile(logs);
    }

    assertThatThrownBy(device::close).isInstanceOf(AuditUnavailableException.class);

    assertNothingIsOpen(moved);
    Files.deleteIfExists(logs);
    Files.move(moved, logs);
    bed.open().close();
    assertThat(bed.tamperings).isEmpty();
    assertThat(bed.verifyTags(bed.file).breaks()).isEmpty();
    assertThat(bed.callers(bed.file)).containsExactly("before");
  }

  private void assertNothingIsOpen(Path under) throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      assertThat(open).noneMatch(descriptor -> target(descriptor).startsWith(under.toString()));
    }
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException e) {
      return "";
    }
  }

  private static List<String> logged(Runnable work) {
    Logger logger = (Logger) LoggerFactory.getLogger(Leaving.class);
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    logger.addAppender(log);
    try {
      work.run();
    } finally {
      logger.detachAppender(log);
    }
    return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  private static void write(Trail trail, String caller) throws IOException {
    Stripe borrowed = trail.stripes().borrow();
    try {
      var _ = borrowed.write(TrailBed.record(caller));
    } finally {
      trail.stripes().giveBack(borrowed);
    }
  }

  /** Leaves room for a part of a last line before its file is renamed. */
  static final class HalfALine {
    private static final int ROOM = 100;

    public static void main(String[] arguments) throws IOException {
      Path directory = Path.of(arguments[0]);
      long limit = limit(directory.resolve("limit"));
      TrailBed bed = new TrailBed(directory);
      FileAuditDevice device = bed.open();
      long record = 0;
      while (limit - Files.size(bed.file) > 3 * record + ROOM) {
        long before = Files.size(bed.file);
        device.record(TrailBed.record("n"));
        record = Math.max(record, Files.size(bed.file) - before);
      }
      long more = limit - Files.size(bed.file) - record - ROOM;
      device.record(TrailBed.record("n".repeat(1 + (int) more)));
      System.out.println(SAYS + "room for " + (limit - Files.size(bed.file)) + " bytes");
      Files.move(bed.file, directory.resolve("audit.jsonl.1"));
      await().until(() -> Files.exists(bed.file));
      await().ignoreExceptions().untilAsserted(() -> device.record(TrailBed.record("after")));
      System.out.println(SAYS + "goes on");
    }

    /** How long the kernel lets a file become. */
    private static long limit(Path probe) throws IOException {
      try (OutputStream out = new FileOutputStream(probe.toFile())) {
        out.write(new byte[1 << 20]);
      } catch (IOException e) {
        return Files.size(probe);
      }
      throw new AssertionError("there is no limit");
    }
  }
}
