package io.rotakeep.adapter.journal;

import io.rotakeep.core.rotation.FrameReader;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/** The segments that are still there, oldest first; the newest is being written. Thread-safe. */
final class RetainedSegments {
  private final LogDirectory directory;
  private final ReentrantLock trimming = new ReentrantLock();
  private final ArrayDeque<Segment> full;
  private SegmentHeader newest;
  private long trimmedThrough;

  RetainedSegments(LogDirectory directory, List<Segment> segments) {
    this.directory = directory;
    this.full = new ArrayDeque<>(segments);
    this.newest = full.removeLast().header();
    this.trimmedThrough = segments.getFirst().header().after();
  }

  /** A new segment goes on; its header tells where the one before it ended. */
  synchronized void began(SegmentHeader header) {
    full.addLast(new Segment(newest, header.after()));
    newest = header;
  }

  synchronized SegmentHeader newest() {
    return newest;
  }

  synchronized long trimmedThrough() {
    return trimmedThrough;
  }

  synchronized long firstRetained(long last) {
    for (Segment segment : full) {
      if (segment.hasFrames()) {
        return segment.header().first();
      }
    }
    return newest.first() <= last ? newest.first() : last + 1;
  }

  /** Tells the reader what comes after a sequence, and returns the last there is. */
  long replay(long after, FrameReader reader) throws IOException {
    trimming.lock();
    try {
      long last = 0;
      for (String name : names()) {
        last = replay(name, after, reader);
      }
      return last;
    } finally {
      trimming.unlock();
    }
  }

  private long replay(String name, long after, FrameReader reader) throws IOException {
    SegmentWalk walk = new SegmentWalk(Segment.read(directory, name));
    walk.toEnd(
        (sequence, bytes) -> {
          if (sequence > after) {
            reader.frame(sequence, bytes);
          }
        });
    return walk.last();
  }

  /**
   * Deletes the oldest segments, one after the other: each deletion is durable before the next, so
   * that no crash leaves a gap, which would look like a lost segment.
   */
  void trim(long through) throws IOException {
    trimming.lock();
    try {
      noteTrimmed(through);
      for (Optional<Segment> oldest = oldestUpTo(through);
          oldest.isPresent();
          oldest = oldestUpTo(through)) {
        directory.delete(oldest.get().name());
        directory.sync();
        removeOldest();
      }
    } finally {
      trimming.unlock();
    }
  }

  private synchronized List<String> names() {
    List<String> names = new ArrayList<>(full.stream().map(Segment::name).toList());
    names.add(Segment.nameOf(newest.number()));
    return names;
  }

  private synchronized void noteTrimmed(long through) {
    trimmedThrough = Math.max(trimmedThrough, through);
  }

  private synchronized Optional<Segment> oldestUpTo(long through) {
    return Optional.ofNullable(full.peekFirst()).filter(segment -> segment.last() <= through);
  }

  private synchronized void removeOldest() {
    full.removeFirst();
  }
}
