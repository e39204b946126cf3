package io.rotakeep.core.rotation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A {@link WriteAheadLog} in memory with the faults of a disk: an append that fails, one that fails
 * though its frame was kept, a crash that loses what was not durable. Advances its witness as the
 * real one does, and forgets in groups as the real one drops segments.
 */
public final class FaultyWriteAheadLog implements WriteAheadLog {
  public static final int FRAMES_PER_SEGMENT = 4;
  public static final int MAX_FRAME_BYTES = 1 << 20;

  private static final byte[] SKIPPED = {};

  private final UUID storeId;
  private final Witness witness;
  private final List<byte[]> frames;

  /** The chain after each of the first frames, as far as anybody has asked. */
  private final List<Integer> chains = new ArrayList<>();

  private long forgotten;
  private int before;
  private long trimmedThrough;
  private long durable;
  private int appendsUntilLoss = Integer.MAX_VALUE;
  private int appendsUntilSilence = Integer.MAX_VALUE;
  private boolean full;
  private long room = 8L << 20;
  private boolean appended;
  private @Nullable String stopped;

  public FaultyWriteAheadLog(UUID storeId, Witness witness) {
    this(storeId, witness, List.of(), 0, storeId.hashCode());
    if (witness.read() instanceof WitnessReading.Missing) {
      witness.advance(storeId, point(0));
    }
  }

  private FaultyWriteAheadLog(
      UUID storeId, Witness witness, List<byte[]> frames, long forgotten, int before) {
    this.storeId = storeId;
    this.witness = witness;
    this.frames = new ArrayList<>(frames);
    this.before = before;
    while (!this.frames.isEmpty() && this.frames.getLast().length == 0) {
      this.frames.removeLast();
    }
    this.forgotten = forgotten;
    this.trimmedThrough = forgotten;
    this.durable = forgotten + this.frames.size();
  }

  /** The nth append from now on, counted from 1, loses its frame and ends the log. */
  public synchronized void loseAppend(int nth) {
    appendsUntilLoss = nth;
  }

  /** The nth append from now on keeps its frame durably, yet its caller hears of a failure. */
  public synchronized void failAfterAppend(int nth) {
    appendsUntilSilence = nth;
  }

  /** The next append is refused, as when there is no room for it; the one after is taken. */
  public synchronized void refuseNext() {
    full = true;
  }

  /** What {@link WalPosition#room} says from now on. */
  public synchronized void leaveRoom(long bytes) {
    room = bytes;
  }

  /** Ends this log without a farewell and returns it as the next process finds it. */
  public synchronized FaultyWriteAheadLog crash() {
    return crash(0);
  }

  /**
   * The same when the disk had got hold of some more.
   *
   * @param luck how many frames outlive the crash that were not yet durable
   */
  public synchronized FaultyWriteAheadLog crash(int luck) {
    stopped = "it crashed";
    int kept = (int) (durable - forgotten) + Math.min(luck, frames.size());
    return new FaultyWriteAheadLog(
        storeId, witness, frames.subList(0, Math.min(kept, frames.size())), forgotten, before);
  }

  /** What a backup of its files has, beside that witness. */
  public synchronized FaultyWriteAheadLog copy(Witness beside) {
    return new FaultyWriteAheadLog(storeId, beside, frames, forgotten, before);
  }

  /** How many frames a crash may take. */
  public synchronized int unforced() {
    return (int) (last() - durable);
  }

  public synchronized boolean hasStopped() {
    return stopped != null;
  }

  @Override
  public synchronized long appendDurably(byte[] frame) {
    long sequence = append(frame);
    durable = sequence;
    try {
      witness.advance(storeId, point(sequence));
    } catch (RuntimeException e) {
      stopped = "its witness: " + e.getMessage();
      throw e;
    }
    if (--appendsUntilSilence == 0) {
      throw fail("forcing frame " + sequence + " failed");
    }
    return sequence;
  }

  @Override
  public synchronized long append(byte[] frame) {
    refuseIfStopped();
    if (frame.length == 0 || frame.length > MAX_FRAME_BYTES) {
      throw new IllegalArgumentException("a frame has 1 to " + MAX_FRAME_BYTES + " bytes");
    }
    if (full) {
      full = false;
      throw new JournalUnavailableException("no room");
    }
    if (!appended) {
      skipWhatTheWitnessHasSeen();
    }
    appended = true;
    if (--appendsUntilLoss == 0) {
      throw fail("writing a frame failed");
    }
    frames.add(frame.clone());
    return last();
  }

  @Override
  public synchronized void replay(long after, FrameReader reader) {
    refuseIfStopped();
    for (long sequence = Math.max(after, forgotten) + 1; sequence <= last(); sequence++) {
      byte[] frame = frames.get((int) (sequence - forgotten - 1));
      if (frame.length > 0) {
        reader.frame(sequence, frame.clone());
      }
    }
  }

  @Override
  public synchronized void trim(long through) {
    refuseIfStopped();
    trimmedThrough = Math.max(trimmedThrough, Math.min(through, last()));
    while (forgotten + FRAMES_PER_SEGMENT <= Math.min(trimmedThrough, durable)) {
      before = chain(FRAMES_PER_SEGMENT);
      frames.subList(0, FRAMES_PER_SEGMENT).clear();
      chains.subList(0, FRAMES_PER_SEGMENT).clear();
      forgotten += FRAMES_PER_SEGMENT;
    }
  }

  @Override
  public synchronized WalPosition position() {
    return new WalPosition(storeId, forgotten + 1, last(), trimmedThrough, departs(), room);
  }

  @Override
  public synchronized void close() {
    durable = stopped == null ? last() : durable;
    stopped = stopped == null ? "it is closed" : stopped;
  }

  /** As the file does: a restored log goes on beyond what is known to have been. */
  private void skipWhatTheWitnessHasSeen() {
    long seen = witness.read().seenOf(storeId).map(JournalPoint::sequence).orElse(0L);
    while (last() < seen) {
      frames.add(SKIPPED);
    }
  }

  private boolean departs() {
    return !appended
        && witness
            .read()
            .seenOf(storeId)
            .filter(seen -> seen.sequence() <= last())
            .filter(seen -> seen.sequence() < forgotten || !seen.equals(point(seen.sequence())))
            .isPresent();
  }

  private JournalPoint point(long sequence) {
    return new JournalPoint(sequence, Integer.toHexString(chain((int) (sequence - forgotten))));
  }

  /** Of all that was forgotten, and so many frames after it. */
  private int chain(int framesOn) {
    while (chains.size() < framesOn) {
      int hash = chains.isEmpty() ? before : chains.getLast();
      byte[] frame = frames.get(chains.size());
      chains.add(frame.length == 0 ? hash : 31 * hash + Arrays.hashCode(frame));
    }
    return framesOn == 0 ? before : chains.get(framesOn - 1);
  }

  private long last() {
    return forgotten + frames.size();
  }

  private void refuseIfStopped() {
    if (stopped != null) {
      throw new JournalUnavailableException("the journal stopped: " + stopped);
    }
  }

  private JournalUnavailableException fail(String why) {
    stopped = why;
    return new JournalUnavailableException(why);
  }
}
