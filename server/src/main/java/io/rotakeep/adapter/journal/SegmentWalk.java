package io.rotakeep.adapter.journal;

import io.rotakeep.core.rotation.FrameReader;
import io.rotakeep.core.rotation.JournalCorruptException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a segment from its first frame to the first place where no intact frame stands, checking
 * that each frame continues the one before. Used once, by one thread.
 */
final class SegmentWalk {
  /** Compared at once, since a start looks through megabytes before anything is compiled. */
  private static final int ZEROS = 1 << 16;

  private final Segment.Contents segment;
  private long last;
  private long expected;
  private long lastWriteFirst;
  private int lastWriteOffset = SegmentHeader.PAGE_BYTES;
  private int offset = SegmentHeader.PAGE_BYTES;
  private ChainHash chain;
  private @Nullable Boolean zerosFollow;

  SegmentWalk(Segment.Contents segment) {
    this.segment = segment;
    this.last = segment.header().after();
    this.expected = segment.header().first();
    this.chain = segment.header().chain();
  }

  void toEnd(FrameReader reader) {
    while (FrameCodec.decode(segment.bytes(), offset) instanceof FrameCodec.Intact frame) {
      check(frame);
      reader.frame(frame.sequence(), frame.payload(segment.bytes()));
      step(frame);
    }
  }

  Segment.Contents segment() {
    return segment;
  }

  /** The last sequence that was read, {@code header.after()} before the first. */
  long last() {
    return last;
  }

  /** The sequence that the next frame must have. */
  long expected() {
    return expected;
  }

  /** Where the next frame must stand. */
  int offset() {
    return offset;
  }

  /** Where the write began that carried the last frame. */
  int lastWriteOffset() {
    return lastWriteOffset;
  }

  ChainHash chain() {
    return chain;
  }

  /** Whether nothing was ever written behind the last frame. To be asked at the end of the walk. */
  boolean endsInZeros() {
    Boolean known = zerosFollow;
    boolean zeros = known == null ? zerosFollow() : known;
    zerosFollow = zeros;
    return zeros;
  }

  private boolean zerosFollow() {
    ByteBuffer bytes = segment.bytes();
    ByteBuffer zeros = ByteBuffer.allocate(ZEROS);
    for (int at = offset; at < bytes.limit(); at += ZEROS) {
      int length = Math.min(ZEROS, bytes.limit() - at);
      if (bytes.slice(at, length).mismatch(zeros.slice(0, length)) >= 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * Refuses a segment that goes on behind the broken place with a frame that can have been written
   * only after the expected one was durable. A write that power cut off may have left some of its
   * frames and not those before them; it never leaves a frame of a later write. The sequence is
   * looked at before the checksum, which would take hours on a hostile file.
   */
  void refuseDamageInTheMiddle(long durableFloor) {
    ByteBuffer bytes = segment.bytes();
    for (int at = offset + 1; at < bytes.limit() - FrameCodec.HEAD_BYTES; at++) {
      if (FrameCodec.sequenceAt(bytes, at) > expected
          && FrameCodec.sequenceAt(bytes, at) < expected + bytes.limit()
          && FrameCodec.decode(bytes, at) instanceof FrameCodec.Intact later
          && (later.writeFirst() > expected || durableFloor >= expected)) {
        throw corrupt(
            "frame "
                + expected
                + " is damaged, though frame "
                + later.sequence()
                + " at offset "
                + at
                + " was written after it and is whole");
      }
    }
  }

  private void check(FrameCodec.Intact frame) {
    if (frame.sequence() != expected) {
      throw corrupt("frame " + frame.sequence() + " stands where " + expected + " must");
    }
    if (frame.writeFirst() < segment.header().first() || frame.writeFirst() > expected) {
      throw corrupt(
          "frame " + expected + " says that its write began with frame " + frame.writeFirst());
    }
    if (!frame.continues(chain, segment.bytes())) {
      throw corrupt("frame " + expected + " does not continue the hash chain");
    }
  }

  private void step(FrameCodec.Intact frame) {
    if (frame.writeFirst() != lastWriteFirst) {
      lastWriteFirst = frame.writeFirst();
      lastWriteOffset = offset;
    }
    chain = frame.chain(segment.bytes());
    last = frame.sequence();
    expected = last + 1;
    offset = frame.end();
  }

  private JournalCorruptException corrupt(String rule) {
    return new CorruptionReport(segment.path(), offset).because(rule);
  }
}
