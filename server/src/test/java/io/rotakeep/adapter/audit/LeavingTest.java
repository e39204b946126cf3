package io.rotakeep.adapter.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.rotakeep.process.Child;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
    trail.end();
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
