package io.rotakeep.adapter.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rotakeep.core.rotation.JournalCorruptException;
import io.rotakeep.core.rotation.JournalPoint;
import io.rotakeep.core.rotation.MemoryWitness;
import io.rotakeep.core.rotation.WitnessReading;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What is told from damage when a journal is opened, and what is refused. */
class JournalDamageTest {
  private static final UUID STORE = UUID.fromString("11111111-2222-3333-4444-555555555555");
  private static final int SEGMENT_BYTES = SegmentHeader.MIN_SEGMENT_BYTES;
  private static final int FRAME_BYTES = 100;
  private static final int FULL = FrameCodec.HEAD_BYTES + FRAME_BYTES;
  private static final String FIRST = Segment.nameOf(1);
  private static final String SECOND = Segment.nameOf(2);

  /** Frames that nearly fill a segment, so that the third begins another. */
  private static final int LARGE = 30_000;

  @Test
  void leavesALostWriteBehindWhereverItWasCutOff() throws IOException {
    SimulatedDisk disk = journal(FRAME_BYTES, FRAME_BYTES, FRAME_BYTES);
    int third = offsetOf(2);

    for (int cut = third; cut < third + FULL; cut++) {
      SimulatedDisk cutOff = disk.copy();
      Arrays.fill(cutOff.bytes(FIRST), cut, third + FULL, (byte) 0);

      assertThat(goesOnFrom(cutOff, 2)).containsExactly("f1", "f2", "new");
    }
  }

  @Test
  void leavesALostWriteBehindHoweverItWasGarbled() throws IOException {
    SimulatedDisk disk = journal(FRAME_BYTES, FRAME_BYTES, FRAME_BYTES);
    int third = offsetOf(2);
    Random random = new Random(4711);

    for (int from = third; from < third + FULL; from++) {
      SimulatedDisk garbled = disk.copy();
      byte[] garbage = new byte[third + FULL - from + 700];
      random.nextBytes(garbage);
      System.arraycopy(garbage, 0, garbled.bytes(FIRST), from, garbage.length);

      assertThat(goesOnFrom(garbled, 2)).containsExactly("f1", "f2", "new");
    }
  }

  @Test
  void leavesALostWriteBehindOfWhichOnlyLaterFramesArrived() throws IOException {
    SimulatedDisk disk = new SimulatedDisk();
    try (FileWriteAheadLog log = create(disk)) {
      log.appendDurably(frame("f1", FRAME_BYTES));
      log.append(frame("lost", FRAME_BYTES));
      log.append(frame("whole", FRAME_BYTES));
      log.appendDurably(frame("whole too", FRAME_BYTES));
    }
    Arrays.fill(disk.bytes(FIRST), offsetOf(1), offsetOf(2), (byte) 0);

    List<String> frames = goesOnFrom(disk, 1);

    assertThat(frames).containsExactly("f1", "new");
  }

  @Test
  void tellsWhenItEndsBeforeItsWitness() throws IOException {
    SimulatedDisk disk = journal(FRAME_BYTES, FRAME_BYTES, FRAME_BYTES);
    Arrays.fill(disk.bytes(FIRST), offsetOf(1), offsetOf(3), (byte) 0);

    try (FileWriteAheadLog log = open(disk, 3)) {
      assertThat(log.position().last()).isEqualTo(1);
    }
    try (FileWriteAheadLog log = open(disk, 3)) {
      assertThat(log.position().last()).as("nobody appended").isEqualTo(1);
      assertThat(log.appendDurably(frame("new", FRAME_BYTES))).isEqualTo(4);
    }

    assertThat(goesOnFrom(disk, 4)).containsExactly("f1", "new", "new");
  }

  @Test
  void refusesADamagedFrameWithWholeOnesBehindIt() throws IOException {
    SimulatedDisk disk = journal(FRAME_BYTES, FRAME_BYTES, FRAME_BYTES);
    disk.bytes(FIRST)[offsetOf(1) + FrameCodec.HEAD_BYTES] ^= 1;

    assertRefused(
        disk,
        0,
        "/simulated/0000000000000001.wal, offset " + offsetOf(1),
        "frame 2 is damaged, though frame 3 at offset " + offsetOf(2),
        "nothing was changed: restore the data directory");
  }

  @Test
  void refusesADamagedFrameOfAWriteThatTheWitnessSaw() throws IOException {
    SimulatedDisk disk = new SimulatedDisk();
    try (FileWriteAheadLog log = create(disk)) {
      log.append(frame("f1", FRAME_BYTES));
      log.appendDurably(frame("f2", FRAME_BYTES));
    }
    disk.bytes(FIRST)[offsetOf(0) + FrameCodec.HEAD_BYTES] ^= 1;

    assertRefused(disk, 2, "frame 1 is damaged, though frame 2");
  }

  @Test
  void noticesEveryFlippedBitOfAFullSegment() throws IOException {
    SimulatedDisk disk = journal(40, FRAME_BYTES, 60_000, LARGE);
    assertThat(disk.names()).contains(SECOND);

    for (long bit = 0; bit < 8L * (SegmentHeader.PAGE_BYTES + 600); bit++) {
      assertFlipNoticed(disk, FIRST, bit, 0);
    }
  }

  @Test
  void noticesEveryFlippedBitOfTheLastSegment() throws IOException {
    SimulatedDisk disk = journal(FRAME_BYTES, FRAME_BYTES);

    for (long bit = 8L * SegmentHeader.PAGE_BYTES; bit < 8L * offsetOf(2); bit++) {
      assertFlipNoticed(disk, FIRST, bit, 2);
    }
  }

  @Test
  void refusesAMissingSegment() throws IOException {
    SimulatedDisk disk = journal(LARGE, LARGE, LARGE, LARGE, LARGE);
    disk.remove(SECOND);

    assertRefused(disk, 5, "segment 2 before it is missing");
  }

  @Test
  void tellsWhenItsLastSegmentIsMissing() throws IOException {
    SimulatedDisk disk = journal(LARGE, LARGE, LARGE);
    disk.remove(SECOND);

    try (FileWriteAheadLog log = open(disk, 3)) {
      assertThat(log.position().last()).isEqualTo(2);
    }
  }

  @Test
  void refusesASegmentUnderAnothersName() throws IOException {
    SimulatedDisk disk = journal(LARGE, LARGE, LARGE);
    disk.put(Segment.nameOf(3), disk.bytes(SECOND));
    disk.remove(SECOND);

    assertRefused(disk, 3, "segment 2 under another's name");
  }

  @Test
  void refusesASegmentOfAnotherStore() throws IOException {
    SimulatedDisk disk = journal(LARGE, LARGE, LARGE);
    UUID other = UUID.randomUUID();

    assertThatThrownBy(() -> LogScan.scan(disk, other, point(0)))
        .isInstanceOf(JournalCorruptException.class)
        .hasMessageContaining("belongs to store " + STORE);
  }

  @Test
  void refusesASegmentOfAnotherHistoryOfTheSameStore() throws IOException {
    SimulatedDisk disk = journal(LARGE, LARGE, LARGE);
    SimulatedDisk other = journal(LARGE, LARGE - 1, LARGE);
    disk.put(SECOND, other.bytes(SECOND));

    assertRefused(disk, 3, "does not continue the segment before it");
  }

  @Test
  void refusesAFrameOfAnotherHistoryOfTheSameStore() throws IOException {
    SimulatedDisk disk = journal(FRAME_BYTES, FRAME_BYTES, FRAME_BYTES);
    SimulatedDisk other = new SimulatedDisk();
    try (FileWriteAheadLog log = create(other)) {
      log.appendDurably(frame("another beginning", FRAME_BYTES));
      log.appendDurably(frame("f2", FRAME_BYTES));
    }
    System.arraycopy(other.bytes(FIRST), offsetOf(1), disk.bytes(FIRST), offsetOf(1), FULL);

    assertRefused(disk, 3, "frame 2 does not continue the hash chain");
  }

  @Test
  void refusesATruncatedSegment() throws IOException {
    SimulatedDisk disk = journal(FRAME_BYTES);
    for (int length : new int[] {0, 17, SegmentHeader.PAGE_BYTES, SEGMENT_BYTES - 1}) {
      SimulatedDisk truncated = disk.copy();
      truncated.put(FIRST, Arrays.copyOf(disk.bytes(FIRST), length));

      assertRefused(truncated, 1, FIRST);
    }
  }

  @Test
  void refusesALongerSegmentThanItsHeaderSays() throws IOException {
    SimulatedDisk disk = journal(FRAME_BYTES);
    disk.put(FIRST, Arrays.copyOf(disk.bytes(FIRST), SEGMENT_BYTES + 512));

    assertRefused(disk, 1, "the file must be " + SEGMENT_BYTES + " bytes long");
  }

  @Test
  void changesNothingWhenItRefuses() throws IOException {
    SimulatedDisk disk = journal(FRAME_BYTES, FRAME_BYTES, FRAME_BYTES);
    disk.put("spare-7", new byte[10]);
    disk.bytes(FIRST)[offsetOf(1) + FrameCodec.HEAD_BYTES] ^= 1;
    byte[] before = disk.bytes(FIRST).clone();

    assertRefused(disk, 3, "frame 2");

    assertThat(disk.bytes(FIRST)).isEqualTo(before);
    assertThat(disk.names()).containsExactly(FIRST, "spare-7");
  }

  private static void assertFlipNoticed(SimulatedDisk disk, String name, long bit, long floor)
      throws IOException {
    byte[] bytes = disk.bytes(name);
    byte mask = (byte) (1 << (bit % 8));
    int at = (int) (bit / 8);
    bytes[at] ^= mask;
    try {
      long last = LogScan.scan(disk, STORE, point(floor)).tail().last();
      assertThat(last).as("bit %s", bit).isLessThan(floor);
    } catch (JournalCorruptException noticed) {
      assertThat(noticed).hasMessageContaining(name);
    } finally {
      bytes[at] ^= mask;
    }
  }

  private static void assertRefused(SimulatedDisk disk, long floor, String... parts) {
    ThrowingCallable opening = () -> open(disk, floor).close();

    assertThatThrownBy(opening)
        .isInstanceOf(JournalCorruptException.class)
        .hasMessageContainingAll(parts)
        .hasMessageNotContaining("\n");
  }

  /** Opens, appends one frame, and reads everything as the next process would. */
  private static List<String> goesOnFrom(SimulatedDisk disk, long floor) throws IOException {
    try (FileWriteAheadLog log = open(disk, floor)) {
      assertThat(log.position().last()).isGreaterThanOrEqualTo(floor);
      log.appendDurably(frame("new", FRAME_BYTES));
    }
    List<String> frames = new ArrayList<>();
    try (FileWriteAheadLog log = open(disk, floor + 1)) {
      log.replay(0, (_, bytes) -> frames.add(new String(bytes, UTF_8).trim()));
    }
    return frames;
  }

  private static SimulatedDisk journal(int... lengths) {
    SimulatedDisk disk = new SimulatedDisk();
    try (FileWriteAheadLog log = create(disk)) {
      for (int n = 0; n < lengths.length; n++) {
        log.appendDurably(frame("f" + (n + 1), lengths[n]));
      }
    }
    return disk;
  }

  private static FileWriteAheadLog create(SimulatedDisk disk) {
    return FileWriteAheadLog.create(disk, STORE, SEGMENT_BYTES, new MemoryWitness());
  }

  private static FileWriteAheadLog open(SimulatedDisk disk, long floor) {
    MemoryWitness witness = new MemoryWitness();
    witness.set(new WitnessReading.At(STORE, point(floor)));
    return FileWriteAheadLog.open(disk, STORE, SEGMENT_BYTES, witness);
  }

  private static JournalPoint point(long sequence) {
    return ChainHash.genesis(STORE).at(sequence);
  }

  private static byte[] frame(String text, int length) {
    return text.concat(" ".repeat(length - text.length())).getBytes(UTF_8);
  }

  /** Where a frame stands in the first segment if all before it are of the small length. */
  private static int offsetOf(int index) {
    return SegmentHeader.PAGE_BYTES + index * FULL;
  }
}
