package io.rotakeep.adapter.journal;

import io.rotakeep.core.rotation.JournalPoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;

/** Puts batches of frames at the end of the log and makes them durable. For the committer alone. */
final class SegmentWriter {
  private final LogDirectory directory;
  private final RetainedSegments segments;
  private final SpareSegments spares;
  private final ByteBuffer batch = ByteBuffer.allocateDirect(AppendQueue.MAX_BATCH_BYTES);

  private LogFile file;
  private long offset;
  private long last;
  private ChainHash chain;

  /** The end of the log, where a batch continues it. */
  record End(LogFile file, long offset, long last, ChainHash chain) {}

  SegmentWriter(LogDirectory directory, RetainedSegments segments, SpareSegments spares, End end) {
    this.directory = directory;
    this.segments = segments;
    this.spares = spares;
    this.file = end.file();
    this.offset = end.offset();
    this.last = end.last();
    this.chain = end.chain();
  }

  /** Durable on return. After an exception nobody knows what the disk holds. */
  void write(List<PendingFrame> frames) throws IOException {
    PendingFrame first = frames.getFirst();
    if (first.startsSegment()) {
      beginSegment(first.sequence());
    }
    batch.clear();
    for (PendingFrame frame : frames) {
      chain = FrameCodec.encode(batch, frame.sequence(), first.sequence(), chain, frame.payload());
    }
    batch.flip();
    int size = batch.remaining();
    file.write(batch, offset);
    file.force();
    offset += size;
    last = frames.getLast().sequence();
  }

  /** Where the log is since the last write. */
  JournalPoint reached() {
    return chain.at(last);
  }

  void close() throws IOException {
    file.close();
  }

  /** The header is durable before the file gets its name, and the name before the first frame. */
  private void beginSegment(long first) throws IOException {
    SegmentHeader before = segments.newest();
    SpareSegments.Spare spare = spares.take();
    SegmentHeader header =
        new SegmentHeader(
            before.storeId(), before.number() + 1, first, last, chain, (int) spare.file().size());
    close();
    begin(directory, spare, header);
    segments.began(header);
    file = spare.file();
    offset = SegmentHeader.PAGE_BYTES;
  }

  /** Begins a store's first segment. */
  static LogFile beginFirst(LogDirectory directory, UUID storeId, int segmentBytes)
      throws IOException {
    SpareSegments.Spare spare = SpareSegments.prepare(directory, "spare-first", segmentBytes);
    ChainHash genesis = ChainHash.genesis(storeId);
    begin(directory, spare, new SegmentHeader(storeId, 1, 1, 0, genesis, segmentBytes));
    return spare.file();
  }

  /**
   * Writes the log's last write once more, byte for byte, and forces it. A process may have failed
   * to force it and ended; its bytes then are in memory, where this one read them, and nobody would
   * write them to the disk again.
   */
  static End repeatLastWrite(LogDirectory directory, SegmentWalk tail) throws IOException {
    Segment.Contents segment = tail.segment();
    LogFile file = directory.open(Segment.nameOf(segment.header().number()));
    int length = tail.offset() - tail.lastWriteOffset();
    file.write(segment.bytes().slice(tail.lastWriteOffset(), length), tail.lastWriteOffset());
    file.force();
    directory.sync();
    return new End(file, tail.offset(), tail.last(), tail.chain());
  }

  private static void begin(LogDirectory directory, SpareSegments.Spare spare, SegmentHeader header)
      throws IOException {
    spare.file().write(header.encode(), 0);
    spare.file().force();
    directory.rename(spare.name(), Segment.nameOf(header.number()));
    directory.sync();
  }
}
