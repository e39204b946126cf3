package io.rotakeep.adapter.journal;

import io.rotakeep.core.rotation.DurablePart;
import io.rotakeep.core.rotation.FrameReader;
import io.rotakeep.core.rotation.JournalUnavailableException;
import io.rotakeep.core.rotation.WalPosition;
import io.rotakeep.core.rotation.Witness;
import io.rotakeep.core.rotation.WriteAheadLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A {@link WriteAheadLog} in preallocated segment files. Its invariants:
 *
 * <ol>
 *   <li>A byte of a segment is written once. What a lost write left behind stays where it is, and
 *       the log goes on in a new segment. (Opening repeats the last write with the same bytes,
 *       since a force that failed in an earlier process may have left them in memory only.)
 *   <li>At most one write is not yet durable: the next begins after its force and the witness. Each
 *       frame names the first sequence of its write, so an intact frame proves that those before
 *       that sequence were durable.
 *   <li>Therefore a broken frame is a lost write when no intact frame of a later write follows it,
 *       and damage otherwise. Damage is refused and nothing is changed.
 *   <li>Lost acknowledged frames at the very end look like a lost write. The witness tells: then
 *       {@code position().last()} is below it, and the next frame goes beyond it, so that no
 *       sequence is ever given to two frames. It remembers the hash as well (a copy may reach as
 *       far), and never one of before the oldest segment.
 *   <li>A segment has its name only when its header is durable, and its header is written only when
 *       all before it is durable. Segments are deleted oldest first, each deletion durable before
 *       the next. So a missing number is damage.
 *   <li>Each frame carries the hash of all before it, beginning with the store's id.
 *   <li>A frame is accepted only into space the disk has given; after any failed write nothing is
 *       accepted any more.
 * </ol>
 */
public final class FileWriteAheadLog implements WriteAheadLog, DurablePart {
  public static final int DEFAULT_SEGMENT_BYTES = 4 * 1024 * 1024;

  private static final String LOCK = "lock";

  private final LogDirectory directory;
  private final UUID storeId;
  private final boolean departed;
  private final RetainedSegments segments;
  private final AppendQueue queue;
  private final SpareSegments spares;
  private final SegmentWriter writer;
  private final Thread committer;
  private final Thread preparer;

  /** Which store's journal lies in the directory; empty when none does. Creates none. */
  public static Optional<UUID> storeIdIn(Path path) {
    if (!Files.isDirectory(path)) {
      return Optional.empty();
    }
    try (LogDirectory directory = DiskDirectory.openLocked(path, LOCK)) {
      List<String> names = LogScan.names(directory);
      return names.isEmpty()
          ? Optional.empty()
          : Optional.of(Segment.read(directory, names.getFirst()).header().storeId());
    } catch (IOException e) {
      throw unavailable(path.toString(), e);
    }
  }

  /** Begins the journal of a new store, where none lies yet, and its witness after it. */
  public static FileWriteAheadLog create(
      Path path, UUID storeId, int segmentBytes, Witness witness) {
    return create(DiskDirectory.openLocked(path, LOCK), storeId, segmentBytes, witness);
  }

  static FileWriteAheadLog create(
      LogDirectory directory, UUID storeId, int segmentBytes, Witness witness) {
    try {
      if (!LogScan.names(directory).isEmpty()) {
        throw new JournalUnavailableException(
            directory + " holds a journal already; a new store needs an empty directory");
      }
      SpareSegments.removeLeftovers(directory);
      LogFile first = SegmentWriter.beginFirst(directory, storeId, segmentBytes);
      first.close();
      witness.advance(storeId, ChainHash.genesis(storeId).at(0));
      return start(directory, storeId, segmentBytes, witness);
    } catch (IOException | RuntimeException e) {
      throw closed(directory, e);
    }
  }

  /**
   * Opens the journal of an existing store. What the witness remembers may be more ({@link
   * WalPosition#last}) or another one ({@link WalPosition#departs}); appends go beyond both.
   *
   * @throws io.rotakeep.core.rotation.JournalCorruptException when it is damaged, incomplete or
   *     another store's; nothing was changed then
   */
  public static FileWriteAheadLog open(Path path, UUID storeId, int segmentBytes, Witness witness) {
    return open(DiskDirectory.openLocked(path, LOCK), storeId, segmentBytes, witness);
  }

  static FileWriteAheadLog open(
      LogDirectory directory, UUID storeId, int segmentBytes, Witness witness) {
    try {
      return start(directory, storeId, segmentBytes, witness);
    } catch (IOException | RuntimeException e) {
      throw closed(directory, e);
    }
  }

  private static FileWriteAheadLog start(
      LogDirectory directory, UUID storeId, int segmentBytes, Witness witness) throws IOException {
    LogScan.Result scan =
        LogScan.scan(directory, storeId, witness.read().seenOf(storeId).orElse(null));
    SpareSegments.removeLeftovers(directory);
    FileWriteAheadLog log = new FileWriteAheadLog(directory, storeId, segmentBytes, scan, witness);
    log.preparer.start();
    log.committer.start();
    return log;
  }

  private FileWriteAheadLog(
      LogDirectory directory, UUID storeId, int segmentBytes, LogScan.Result scan, Witness witness)
      throws IOException {
    SegmentWalk tail = scan.tail();
    long durableFloor = scan.seen().sequence();
    SegmentWriter.End end = SegmentWriter.repeatLastWrite(directory, tail);
    boolean goesOn = tail.endsInZeros() && durableFloor < tail.expected();
    int room = goesOn ? tail.segment().header().segmentBytes() - tail.offset() : 0;
    this.directory = directory;
    this.storeId = storeId;
    this.departed = scan.departs();
    this.segments = new RetainedSegments(directory, scan.segments());
    this.queue =
        new AppendQueue(
            new SegmentRoom(segmentBytes - SegmentHeader.PAGE_BYTES, room),
            tail.last(),
            Math.max(tail.expected(), durableFloor + 1));
    this.spares = new SpareSegments(directory, segmentBytes, queue);
    this.writer = new SegmentWriter(directory, segments, spares, end);
    this.committer =
        Thread.ofPlatform()
            .name("rotakeep-journal")
            .daemon()
            .unstarted(new GroupCommitter(storeId, queue, writer, witness));
    this.preparer = Thread.ofPlatform().name("rotakeep-journal-space").daemon().unstarted(spares);
  }

  @Override
  public long appendDurably(byte[] frame) {
    PendingFrame pending = queue.add(frame, true);
    pending.awaitDurable();
    return pending.sequence();
  }

  @Override
  public long append(byte[] frame) {
    return queue.add(frame.clone(), false).sequence();
  }

  @Override
  public void replay(long after, FrameReader reader) {
    queue.refuseIfStopped();
    AppendQueue.State before = queue.state();
    try {
      long last = segments.replay(after, reader);
      if (!before.appended() && last != before.last()) {
        throw new CorruptionReport(directory.toString(), 0)
            .because("it has changed since it was opened and now ends with frame " + last);
      }
    } catch (IOException e) {
      throw unavailable(directory.toString(), e);
    }
  }

  @Override
  public void trim(long through) {
    queue.refuseIfStopped();
    try {
      segments.trim(Math.min(through, queue.state().last()));
    } catch (IOException e) {
      queue.fail(e);
      throw unavailable(directory.toString(), e);
    }
  }

  /** Answers after a failure as well. */
  @Override
  public WalPosition position() {
    AppendQueue.State state = queue.state();
    long firstRetained = segments.firstRetained(state.last());
    return new WalPosition(
        storeId,
        firstRetained,
        state.last(),
        segments.trimmedThrough(),
        departed && !state.appended(),
        state.room());
  }

  @Override
  public Condition condition() {
    return queue.condition();
  }

  @Override
  public void close() {
    queue.close();
    try {
      join(committer);
      join(preparer);
      writer.close();
      spares.closeUnused();
      directory.close();
    } catch (IOException e) {
      throw unavailable(directory.toString(), e);
    }
  }

  /** The threads end by themselves; an interrupt of the closing one changes nothing about that. */
  private static void join(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static RuntimeException closed(LogDirectory directory, Exception cause) {
    try {
      directory.close();
    } catch (IOException second) {
      cause.addSuppressed(second);
    }
    return cause instanceof RuntimeException told ? told : unavailable(directory.toString(), cause);
  }

  private static JournalUnavailableException unavailable(String path, Exception cause) {
    return new JournalUnavailableException("journal " + path + ": " + cause, cause);
  }
}
