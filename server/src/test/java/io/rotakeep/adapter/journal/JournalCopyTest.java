package io.rotakeep.adapter.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.rotakeep.core.rotation.JournalCorruptException;
import io.rotakeep.core.rotation.JournalUnavailableException;
import io.rotakeep.core.rotation.MemoryWitness;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JournalCopyTest {
  private static final UUID STORE = UUID.fromString("0b3c1c52-7a2e-4c15-9a55-6f0b5f0c8c11");
  private static final int SEGMENT = 64 * 1024;
  private static final int COPIES = 10;

  @TempDir private Path directory;

  @AutoClose private FileWriteAheadLog log;

  @BeforeEach
  void begin() {
    log = FileWriteAheadLog.create(journal(), STORE, SEGMENT, new MemoryWitness());
  }

  @Test
  void copiesAStretchWhileOthersWriteThatOpensAsIfTheLogHadEndedThere() throws Exception {
    var writing = new AtomicBoolean(true);
    Thread writer =
        Thread.ofVirtual()
            .start(
                () -> {
                  while (writing.get()) {
                    var _ = log.append(new byte[3_000]);
                    var _ = log.appendDurably(new byte[3_000]);
                  }
                });
    try {
      long after = 0;
      for (int copy = 0; copy < COPIES; copy++) {
        long through = log.appendDurably(text("note"));
        Path placed = directory.resolve("copy-" + copy);

        place(after, through, placed);

        assertThat(sequences(placed, after))
            .isEqualTo(LongStream.rangeClosed(after + 1, through).boxed().toList());
        log.trim(after);
        after = through;
      }
    } finally {
      writing.set(false);
      writer.join();
    }
  }

  @Test
  void leavesOutSegmentsOfBeforeTheStretch() throws IOException {
    long half = fill(40);
    long through = fill(40);
    List<Integer> all = new ArrayList<>();
    List<Integer> some = new ArrayList<>();

    new JournalCopy(journal()).copy(0, through, (length, _) -> all.add(length));
    new JournalCopy(journal()).copy(half, through, (length, _) -> some.add(length));

    assertThat(all).hasSizeGreaterThan(some.size()).allMatch(length -> length == SEGMENT);
    assertThat(some).isNotEmpty();
  }

  @Test
  void refusesAStretchWhoseBeginningWasTrimmed() {
    long half = fill(60);
    long through = fill(60);
    log.trim(half);

    assertThatExceptionOfType(JournalUnavailableException.class)
        .isThrownBy(() -> new JournalCopy(journal()).copy(0, through, (_, _) -> {}))
        .withMessageContaining("the frames 1 and on are not there any more");
  }

  @Test
  void refusesToCopyWhatIsNotThere() {
    long through = fill(3);

    assertThatExceptionOfType(JournalUnavailableException.class)
        .isThrownBy(() -> new JournalCopy(journal()).copy(0, through + 1, (_, _) -> {}))
        .withMessageContaining("ends with frame " + through);
  }

  @Test
  void namesFilesAfterTheirHeadersAndRefusesWhatIsNone() throws IOException {
    try (var placing = new JournalPlacing(directory.resolve("hostile"))) {
      placing.begin(SEGMENT);

      assertThatExceptionOfType(JournalCorruptException.class)
          .isThrownBy(() -> placing.bytes(text("../../../etc/cron.d/x".repeat(300))));
      assertThat(directory.resolve("hostile")).isEmptyDirectory();
    }
  }

  @Test
  void refusesASegmentThatComesTwiceOrWithAnotherSize() throws IOException {
    List<byte[]> segments = new ArrayList<>();
    new JournalCopy(journal()).copy(0, fill(1), (_, used) -> segments.add(bytes(used)));
    try (var placing = new JournalPlacing(directory.resolve("twice"))) {
      placing.begin(SEGMENT);
      placing.bytes(segments.getFirst());
      placing.begin(SEGMENT);
      assertThatExceptionOfType(JournalCorruptException.class)
          .isThrownBy(() -> placing.bytes(segments.getFirst()))
          .withMessageContaining("twice");
    }
    try (var placing = new JournalPlacing(directory.resolve("longer"))) {
      placing.begin(2 * SEGMENT);
      assertThatExceptionOfType(JournalCorruptException.class)
          .isThrownBy(() -> placing.bytes(segments.getFirst()))
          .withMessageContaining("another size");
    }
  }

  private long fill(int frames) {
    for (int frame = 1; frame < frames; frame++) {
      var _ = log.append(new byte[3_000]);
    }
    return log.appendDurably(text("last"));
  }

  private void place(long after, long through, Path into) throws IOException {
    List<byte[]> segments = new ArrayList<>();
    new JournalCopy(journal()).copy(after, through, (_, used) -> segments.add(bytes(used)));
    try (var placing = new JournalPlacing(into)) {
      for (byte[] segment : segments) {
        placing.begin(SEGMENT);
        // Wherever blocks end.
        placing.bytes(Arrays.copyOf(segment, 100));
        placing.bytes(Arrays.copyOfRange(segment, 100, segment.length));
      }
      placing.finish();
    }
    try (var files = Files.list(into)) {
      assertThat(files).allSatisfy(file -> assertThat(Files.size(file)).isEqualTo(SEGMENT));
    }
  }

  private static List<Long> sequences(Path journal, long after) {
    List<Long> read = new ArrayList<>();
    try (var copy = FileWriteAheadLog.open(journal, STORE, SEGMENT, new MemoryWitness())) {
      copy.replay(after, (sequence, _) -> read.add(sequence));
    }
    return read;
  }

  private static byte[] bytes(ByteBuffer used) {
    byte[] bytes = new byte[used.remaining()];
    used.get(bytes);
    return bytes;
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private Path journal() {
    return directory.resolve("journal");
  }
}
