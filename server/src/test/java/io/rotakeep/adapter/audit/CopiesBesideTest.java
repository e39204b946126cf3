package io.rotakeep.adapter.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What people leave beside a trail is no tampering with it. */
final class CopiesBesideTest {
  @TempDir Path directory;

  private TrailBed bed = new TrailBed(Path.of(""));

  @BeforeEach
  void bed() throws IOException {
    bed = new TrailBed(directory);
    bed.unsealedRun("first");
  }

  @Test
  void leavesTheWayFromTheSignedHeadToBeFound() throws IOException {
    copy("before");
    rotatingRun();
    bed.sealedRun("last");

    assertThat(bed.tamperings).isEmpty();
    bed.sealed = false;
    assertThat(KeptHeads.of(directory, bed.file, bed.keys())).hasSize(2);
  }

  @Test
  void leavesTheWayThroughFilesInBetweenToBeFound() throws IOException {
    Files.move(bed.file, directory.resolve("audit.jsonl.1"));
    bed.sealedRun("second");
    copy("between");
    rotatingRun();
    bed.sealedRun("last");

    assertThat(bed.tamperings).isEmpty();
  }

  @Test
  void leavesTheLongestToBeGoneOnFrom() throws IOException {
    copy("before");
    Files.move(bed.file, directory.resolve("audit.jsonl.1"));
    bed.unsealedRun("second");

    assertThat(bed.tamperings).isEmpty();
    assertThat(bed.verify(directory.resolve("audit.jsonl.1"), bed.file).breaks()).isEmpty();
  }

  @Test
  void isPassedOverIfItCannotBeRead() throws IOException {
    TrailFiles files = new TrailFiles(bed.file);
    Path gone = directory.resolve("audit.jsonl.gone");

    assertThat(files.look(gone, "nothing", Files::readString)).isEqualTo("nothing");
    Files.delete(bed.file);
    assertThatThrownBy(() -> files.look(bed.file, "nothing", Files::readString))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void areToldOfOnceHoweverOftenSomebodySearches() throws IOException {
    Logger logger = (Logger) LoggerFactory.getLogger(TrailFiles.class);
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    logger.addAppender(log);
    try {
      TrailFiles files = new TrailFiles(bed.file);
      for (int i = 0; i < 3; i++) {
        var _ = files.look(directory.resolve("audit.jsonl.gone"), "nothing", Files::readString);
        var _ = files.look(directory.resolve("audit.jsonl.too"), "nothing", Files::readString);
      }
    } finally {
      logger.detachAppender(log);
    }

    assertThat(log.list).hasSize(2);
  }

  /** So many that one of them is found before the file itself, in whatever order. */
  private void copy(String name) throws IOException {
    for (int i = 0; i < 20; i++) {
      Files.copy(bed.file, directory.resolve("audit.jsonl." + name + i));
    }
  }

  private void rotatingRun() {
    bed.sealed = true;
    try (FileAuditDevice device = bed.open(2_000, 100)) {
      for (int i = 0; i < 30; i++) {
        device.recordDurably(TrailBed.record("n" + i));
      }
    }
  }
}
