package io.rotakeep.adapter.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.rotakeep.core.rotation.JournalCorruptException;
import io.rotakeep.core.rotation.JournalUnavailableException;
import io.rotakeep.core.rotation.WriteAheadLog;
import io.rotakeep.core.rotation.WriteAheadLogContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileWriteAheadLogTest extends WriteAheadLogContract {
  private static final int SEGMENT_BYTES = 256 * 1024;

  @TempDir Path temporary;

  /** A killed process leaves its files as they are and its lock free: the files are copied. */
  private Path directory() {
    return temporary.resolve("journal-" + generation);
  }

  private int generation;

  @Override
  protected WriteAheadLog open() {
    if (FileWriteAheadLog.storeIdIn(directory()).isEmpty()) {
      return FileWriteAheadLog.create(directory(), STORE, SEGMENT_BYTES, witness);
    }
    return FileWriteAheadLog.open(directory(), STORE, SEGMENT_BYTES, witness);
  }

  @Override
  protected void kill(WriteAheadLog log) {
    Path from = directory();
    generation++;
    try {
      Files.createDirectory(directory());
      for (String name : segmentNames(from)) {
        Files.copy(from.resolve(name), directory().resolve(name));
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void makesALazyFrameDurableByItself() {
    WriteAheadLog log = opened();

    log.append(bytes("lazy"));

    await().until(() -> witness.seen() == 1);
  }

  @Test
  void letsNobodyElseReadItsFiles() throws IOException {
    opened().appendDurably(bytes("a"));

    try (Stream<Path> files = Files.list(directory())) {
      assertThat(files)
          .isNotEmpty()
          .allSatisfy(
              file ->
                  assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                      .isEqualTo("rw-------"));
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory())))
        .isEqualTo("rwx------");
  }

  @Test
  void isUsedByOneAtATime() {
    opened();

    assertThatThrownBy(() -> FileWriteAheadLog.open(directory(), STORE, SEGMENT_BYTES, witness))
        .isInstanceOf(JournalUnavailableException.class)
        .hasMessageContaining("another process uses");
  }

  @Test
  void neverBeginsAnewWhereAJournalLies() {
    opened().close();

    assertThatThrownBy(
            () -> FileWriteAheadLog.create(directory(), UUID.randomUUID(), SEGMENT_BYTES, witness))
        .isInstanceOf(JournalUnavailableException.class)
        .hasMessageContaining("holds a journal already");
  }

  @Test
  void refusesToOpenWhereNoJournalLies() {
    assertThatThrownBy(() -> FileWriteAheadLog.open(directory(), STORE, SEGMENT_BYTES, witness))
        .isInstanceOf(JournalCorruptException.class)
        .hasMessageContaining("has no segment");
  }

  @Test
  void refusesALinkInPlaceOfASegment() throws IOException {
    opened().close();
    Path segment = directory().resolve(segmentNames(directory()).getFirst());
    Path elsewhere = Files.move(segment, temporary.resolve("elsewhere"));
    Files.createSymbolicLink(segment, elsewhere);

    assertThatThrownBy(() -> FileWriteAheadLog.open(directory(), STORE, SEGMENT_BYTES, witness))
        .isInstanceOf(JournalUnavailableException.class)
        .hasMessageContaining("not a regular file");
  }

  @Test
  void saysThatADirectoryCannotBeMade() throws IOException {
    Path file = Files.createFile(temporary.resolve("file"));

    assertThatThrownBy(
            () -> FileWriteAheadLog.create(file.resolve("journal"), STORE, SEGMENT_BYTES, witness))
        .isInstanceOf(JournalUnavailableException.class)
        .hasMessageContaining(file.toString());
  }

  @Test
  void goesOnWithSegmentsOfAnotherSize() {
    WriteAheadLog first = opened();
    first.appendDurably(bytes("a"));
    first.close();

    try (WriteAheadLog second =
        FileWriteAheadLog.open(directory(), STORE, 2 * SEGMENT_BYTES, witness)) {
      for (int n = 0; n < 20; n++) {
        second.appendDurably(new byte[100_000]);
      }
    }

    assertThat(opened().position().last()).isEqualTo(21);
  }

  @Test
  void leavesNoSpareFilesWhenClosed() throws IOException {
    opened().close();

    assertThat(directory().toFile().list())
        .containsExactlyInAnyOrder("0000000000000001.wal", "lock");
  }

  private static List<String> segmentNames(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(file -> String.valueOf(file.getFileName()))
          .filter(Segment::isName)
          .sorted()
          .toList();
    }
  }
}
