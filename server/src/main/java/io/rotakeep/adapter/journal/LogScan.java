package io.rotakeep.adapter.journal;

import io.rotakeep.core.rotation.JournalCorruptException;
import io.rotakeep.core.rotation.JournalPoint;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads all segments oldest first and refuses what cannot have come about by appending, trimming
 * and losing power. Changes nothing.
 */
final class LogScan {
  private final UUID storeId;
  private final JournalPoint seen;
  private final boolean witnessed;
  private final List<Segment> segments = new ArrayList<>();
  private @Nullable SegmentWalk previous;
  private boolean passedSeen;

  private LogScan(UUID storeId, @Nullable JournalPoint witnessed) {
    this.storeId = storeId;
    this.seen = witnessed == null ? ChainHash.genesis(storeId).at(0) : witnessed;
    this.witnessed = witnessed != null;
  }

  /**
   * What a sound log consists of.
   *
   * @param segments oldest first, at least one
   * @param tail the walk through the last of them
   * @param seen what was known to have been durable; the beginning when nothing was
   * @param departs whether it reaches as far as that, and is another one there or has forgotten it
   */
  record Result(List<Segment> segments, SegmentWalk tail, JournalPoint seen, boolean departs) {}

  /**
   * @param witnessed what is known to have been durable; null when nothing is. To know that it is
   *     the beginning is more: a log that has forgotten its beginning departs from that
   */
  static Result scan(LogDirectory directory, UUID storeId, @Nullable JournalPoint witnessed)
      throws IOException {
    LogScan scan = new LogScan(storeId, witnessed);
    for (String name : names(directory)) {
      scan.accept(Segment.read(directory, name));
    }
    SegmentWalk tail = scan.previous;
    if (tail == null) {
      throw new CorruptionReport(directory.toString(), 0).because("it has no segment");
    }
    if (!tail.endsInZeros()) {
      tail.refuseDamageInTheMiddle(scan.seen.sequence());
    }
    return new Result(List.copyOf(scan.segments), tail, scan.seen, scan.departs(tail.last()));
  }

  static List<String> names(LogDirectory directory) throws IOException {
    return directory.names().stream().filter(Segment::isName).sorted().toList();
  }

  private boolean departs(long last) {
    return witnessed && seen.sequence() <= last && !passedSeen;
  }

  private void accept(Segment.Contents contents) {
    SegmentHeader header = contents.header();
    if (!contents.path().endsWith("/" + Segment.nameOf(header.number()))) {
      throw corrupt(contents, "it is segment " + header.number() + " under another's name");
    }
    if (!header.storeId().equals(storeId)) {
      throw corrupt(
          contents, "it belongs to store " + header.storeId() + ", this is store " + storeId);
    }
    SegmentWalk before = previous;
    if (before == null) {
      checkOldest(contents);
    } else {
      checkSuccessor(before, contents);
    }
    SegmentWalk walk = new SegmentWalk(contents);
    walk.toEnd((_, _) -> note(walk));
    note(walk);
    segments.add(new Segment(header, walk.last()));
    previous = walk;
  }

  /** Before each frame, and at the end. */
  private void note(SegmentWalk walk) {
    if (walk.last() == seen.sequence()) {
      passedSeen |= walk.chain().at(walk.last()).equals(seen);
    }
  }

  private static void checkOldest(Segment.Contents contents) {
    SegmentHeader header = contents.header();
    ChainHash genesis = ChainHash.genesis(header.storeId());
    if (header.number() == 1 && (header.after() != 0 || !header.chain().equals(genesis))) {
      throw corrupt(contents, "the first segment does not begin the hash chain");
    }
  }

  private static void checkSuccessor(SegmentWalk before, Segment.Contents contents) {
    SegmentHeader header = contents.header();
    long missing = before.segment().header().number() + 1;
    if (header.number() != missing) {
      throw corrupt(contents, "segment " + missing + " before it is missing");
    }
    if (before.last() != header.after()) {
      throw new CorruptionReport(before.segment().path(), before.offset())
          .because(
              "frame "
                  + before.expected()
                  + " is damaged or missing; segment "
                  + header.number()
                  + " continues after frame "
                  + header.after());
    }
    if (!before.chain().equals(header.chain()) || header.first() <= header.after()) {
      throw corrupt(contents, "it does not continue the segment before it");
    }
  }

  private static JournalCorruptException corrupt(Segment.Contents contents, String rule) {
    return new CorruptionReport(contents.path(), 0).because(rule);
  }
}
