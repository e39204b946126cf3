package io.rotakeep.adapter.journal;

import io.rotakeep.core.rotation.JournalCorruptException;
import io.rotakeep.core.rotation.MemoryWitness;
import io.rotakeep.testkit.fuzz.Patches;
import io.rotakeep.testkit.fuzz.Trial;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;
import java.util.zip.CRC32C;

/** Whatever lies in a segment's place holds frames that we wrote, or is refused. */
public final class JournalFuzz {
  private static final UUID STORE = UUID.fromString("11111111-2222-3333-4444-555555555555");
  private static final String FIRST = Segment.nameOf(1);
  private static final int FRAMES = 3;
  private static final String FRAME = "f".repeat(40);
  private static final int FRAME_BYTES = FrameCodec.HEAD_BYTES + FRAME.length();
  private static final byte[] WHOLE = whole();

  private JournalFuzz() {}

  /**
   * The first byte says whether the others are frames, damage to the header, damage to frames, or
   * damage to frames under right checksums.
   */
  public static void fuzzerTestOneInput(byte[] input) {
    Trial.of(input, JournalFuzz::open);
  }

  private static void open(byte[] input) throws IOException {
    SimulatedDisk disk = new SimulatedDisk();
    disk.put(FIRST, segment(input));
    try {
      var _ = LogScan.scan(disk, STORE, ChainHash.genesis(STORE).at(FRAMES));
      new SegmentWalk(Segment.read(disk, FIRST)).toEnd((_, payload) -> requireOurs(payload));
    } catch (JournalCorruptException e) {
      Trial.check(String.valueOf(e.getMessage()));
    }
  }

  private static void requireOurs(byte[] payload) {
    if (!new String(payload, StandardCharsets.US_ASCII).equals(FRAME)) {
      throw new AssertionError("a frame was read that nobody has written");
    }
  }

  private static byte[] segment(byte[] input) {
    byte[] rest = input.length == 0 ? input : Arrays.copyOfRange(input, 1, input.length);
    int mode = input.length == 0 ? 0 : Math.floorMod(input[0], 4);
    if (mode == 1) {
      return Patches.on(WHOLE, rest);
    }
    int start = SegmentHeader.PAGE_BYTES;
    byte[] frames = Arrays.copyOfRange(WHOLE, start, start + FRAMES * FRAME_BYTES);
    byte[] damaged = mode == 0 ? rest : Patches.on(frames, rest);
    byte[] segment = WHOLE.clone();
    System.arraycopy(damaged, 0, segment, start, Math.min(damaged.length, segment.length - start));
    if (mode == 3) {
      sum(segment);
    }
    return segment;
  }

  /** Gives each frame that could be one by its length the checksum of what it says now. */
  private static void sum(byte[] segment) {
    ByteBuffer bytes = ByteBuffer.wrap(segment);
    int at = SegmentHeader.PAGE_BYTES;
    for (int i = 0; i < FRAMES; i++) {
      int length = bytes.getInt(at);
      if (length < 1 || length > segment.length - at - 2 * FrameCodec.HEAD_BYTES) {
        return;
      }
      CRC32C crc = new CRC32C();
      crc.update(segment, at, Integer.BYTES);
      crc.update(segment, at + 8, FrameCodec.HEAD_BYTES - 8 + length);
      bytes.putInt(at + Integer.BYTES, (int) crc.getValue());
      at += FrameCodec.HEAD_BYTES + length;
    }
  }

  private static byte[] whole() {
    SimulatedDisk disk = new SimulatedDisk();
    try (FileWriteAheadLog log =
        FileWriteAheadLog.create(
            disk, STORE, SegmentHeader.MIN_SEGMENT_BYTES, new MemoryWitness())) {
      for (int i = 0; i < FRAMES; i++) {
        log.appendDurably(FRAME.getBytes(StandardCharsets.US_ASCII));
      }
    }
    return disk.bytes(FIRST).clone();
  }
}
