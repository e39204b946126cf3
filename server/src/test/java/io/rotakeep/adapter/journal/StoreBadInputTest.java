package io.rotakeep.adapter.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.rotakeep.core.rotation.JournalCorruptException;
import io.rotakeep.core.rotation.MemoryWitness;
import io.rotakeep.core.rotation.WitnessReading;
import io.rotakeep.testkit.corpus.BadInput;
import io.rotakeep.testkit.corpus.BadInputPage;
import io.rotakeep.testkit.corpus.Row;
import io.rotakeep.testkit.corpus.Surface;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of journals that somebody has made to harm whoever reads them. */
final class StoreBadInputTest {
  private static final UUID STORE = UUID.fromString("11111111-2222-3333-4444-555555555555");
  private static final int FRAME = 100;
  private static final String FIRST = Segment.nameOf(1);
  private static final String REFUSED = "start refused in one line, nothing changed";

  /** More than a journal this small is worth, and less than its hostile lengths ask for. */
  private static final long MOST_BYTES = 64L << 20;

  static List<BadInput> cases() {
    List<BadInput> cases = new ArrayList<>();
    for (int length : List.of(-1, 0, Integer.MIN_VALUE, Integer.MAX_VALUE, (1 << 20) + 1)) {
      cases.add(frame("a frame of length " + length, 0, length));
    }
    cases.add(frame("a frame of sequence 2^63-1", 8, Integer.MAX_VALUE));
    cases.add(frame("a frame of a write that began in the future", 16, Integer.MAX_VALUE));
    cases.add(frame("a frame of another chain under a right checksum", 24, 0x5a5a5a5a));
    for (int at = 0; at < 64; at += 4) {
      int offset = at;
      cases.add(spoilt("a header with -1 at " + at, bytes -> put(bytes, offset, -1)));
    }
    cases.add(spoilt("a segment of noise", StoreBadInputTest::noise));
    cases.add(
        spoilt("a segment of zeros", bytes -> java.util.Arrays.fill(bytes, 0, 4096, (byte) 0)));
    return cases;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void refusesAHostileJournalWithoutBelievingItsLengths(BadInput bad) throws Exception {
    assertThat(bad.attack().answer()).isEqualTo(bad.answer());
  }

  @Test
  void hasACaseForEachOfItsRowsAndTheManualSaysTheSame() {
    BadInputPage.find().check(Surface.STORE, cases().stream().map(BadInput::answered).toList());
  }

  private interface Damage {
    void to(byte[] segment);
  }

  /** At the first of three frames, all of which the witness has seen; its checksum is mended. */
  private static BadInput frame(String title, int offset, int value) {
    return spoilt(
        title,
        bytes -> {
          int start = SegmentHeader.PAGE_BYTES;
          put(bytes, start + offset, value);
          java.util.zip.CRC32C crc = new java.util.zip.CRC32C();
          crc.update(bytes, start, 4);
          crc.update(bytes, start + 8, FrameCodec.HEAD_BYTES - 8 + FRAME);
          put(bytes, start + 4, (int) crc.getValue());
        });
  }

  private static BadInput spoilt(String title, Damage damage) {
    return new BadInput(Row.B54, title, REFUSED, () -> opened(damage));
  }

  private static String opened(Damage damage) throws IOException {
    SimulatedDisk disk = journal();
    damage.to(disk.bytes(FIRST));
    byte[] before = disk.bytes(FIRST).clone();
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long allocated = threads.getCurrentThreadAllocatedBytes();
    try (FileWriteAheadLog log = open(disk)) {
      return "opened at " + log.position();
    } catch (JournalCorruptException e) {
      assertThat(e.getMessage()).hasSizeLessThan(400).doesNotContain("\n");
      assertThat(threads.getCurrentThreadAllocatedBytes() - allocated).isLessThan(MOST_BYTES);
      assertThat(disk.bytes(FIRST)).isEqualTo(before);
      return REFUSED;
    }
  }

  private static SimulatedDisk journal() {
    SimulatedDisk disk = new SimulatedDisk();
    try (FileWriteAheadLog log =
        FileWriteAheadLog.create(
            disk, STORE, SegmentHeader.MIN_SEGMENT_BYTES, new MemoryWitness())) {
      for (int i = 0; i < 3; i++) {
        log.appendDurably("f".repeat(FRAME).getBytes(UTF_8));
      }
    }
    return disk;
  }

  private static FileWriteAheadLog open(SimulatedDisk disk) {
    MemoryWitness witness = new MemoryWitness();
    witness.set(new WitnessReading.At(STORE, ChainHash.genesis(STORE).at(3)));
    return FileWriteAheadLog.open(disk, STORE, SegmentHeader.MIN_SEGMENT_BYTES, witness);
  }

  private static void put(byte[] bytes, int at, int value) {
    ByteBuffer.wrap(bytes).putInt(at, value);
  }

  private static void noise(byte[] bytes) {
    new Random(4711).nextBytes(bytes);
  }
}
