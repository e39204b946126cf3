package io.rotakeep.adapter.journal;

import io.rotakeep.core.rotation.DurablePart;
import io.rotakeep.core.rotation.JournalUnavailableException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Gives each frame its sequence and its place, and hands frames to the committer in that order.
 *
 * <p>A frame is accepted only into space that the disk has already given. So a full disk refuses
 * new frames and never fails accepted ones. Safe for many threads: the lock is held for short
 * sections, and none of them touches a file.
 */
final class AppendQueue {
  static final int MAX_BATCH_BYTES = FrameCodec.HEAD_BYTES + FrameCodec.MAX_PAYLOAD_BYTES;

  private static final long MAX_QUEUED_BYTES = 16L * MAX_BATCH_BYTES;
  private static final long LINGER_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
  private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition work = lock.newCondition();
  private final Condition roomOrEnd = lock.newCondition();
  private final Condition spareWanted = lock.newCondition();
  private final ArrayDeque<PendingFrame> queue = new ArrayDeque<>();
  private final SegmentRoom room;

  private long last;
  private long next;
  private boolean appended;
  private long queuedBytes;
  private int awaited;
  private boolean closed;
  private @Nullable Throwable failure;

  /**
   * @param last the newest sequence in the log
   * @param next the sequence of the next frame
   */
  AppendQueue(SegmentRoom room, long last, long next) {
    this.room = room;
    this.last = last;
    this.next = next;
  }

  PendingFrame add(byte[] payload, boolean isAwaited) {
    int size = FrameCodec.HEAD_BYTES + payload.length;
    int limit = Math.min(room.perSegment(), MAX_BATCH_BYTES);
    if (payload.length == 0 || size > limit) {
      throw new IllegalArgumentException(
          "a frame has 1 to " + (limit - FrameCodec.HEAD_BYTES) + " bytes, not " + payload.length);
    }
    lock.lock();
    try {
      awaitRoom(size);
      PendingFrame frame = new PendingFrame(next, payload, room.take(size), isAwaited);
      last = next++;
      appended = true;
      queue.add(frame);
      queuedBytes += size;
      awaited += isAwaited ? 1 : 0;
      work.signal();
      spareWanted.signal();
      return frame;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits for frames that are awaited, or have lingered long enough, and takes as many as one write
   * may carry: a new segment takes a new write. Empty once closed and drained, or failed.
   */
  List<PendingFrame> takeBatch() {
    lock.lock();
    try {
      awaitWork();
      List<PendingFrame> batch = new ArrayList<>();
      int bytes = 0;
      for (PendingFrame head = queue.peek();
          head != null && (batch.isEmpty() || joins(head, bytes));
          head = queue.peek()) {
        batch.add(queue.remove());
        bytes += head.size();
        awaited -= head.awaited() ? 1 : 0;
      }
      queuedBytes -= bytes;
      roomOrEnd.signalAll();
      return batch;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until no spare segment is left, after a refusal a little. False once none is needed. */
  boolean awaitSpareWanted() {
    lock.lock();
    try {
      long nanos = room.refusal().isPresent() ? RETRY_NANOS : 0;
      while (!stopped() && nanos > 0) {
        nanos = await(spareWanted, nanos);
      }
      while (!stopped() && room.hasSpare()) {
        spareWanted.awaitUninterruptibly();
      }
      return !stopped();
    } finally {
      lock.unlock();
    }
  }

  void spareAdded() {
    lock.lock();
    try {
      room.spareAdded();
      roomOrEnd.signalAll();
    } finally {
      lock.unlock();
    }
  }

  void spareRefused(IOException cause) {
    lock.lock();
    try {
      room.spareRefused(cause);
      roomOrEnd.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Ends the log: queued frames fail, and so does whoever comes later. The first cause stays. */
  void fail(Throwable cause) {
    lock.lock();
    try {
      failure = failure == null ? cause : failure;
      queue.forEach(frame -> frame.failed(cause));
      queue.clear();
      wakeAll();
    } finally {
      lock.unlock();
    }
  }

  void close() {
    lock.lock();
    try {
      closed = true;
      wakeAll();
    } finally {
      lock.unlock();
    }
  }

  /** The newest sequence given out, whether any was since opening, and {@link SegmentRoom#sure}. */
  record State(long last, boolean appended, long room) {}

  State state() {
    lock.lock();
    try {
      return new State(last, appended, room.sure());
    } finally {
      lock.unlock();
    }
  }

  DurablePart.Condition condition() {
    lock.lock();
    try {
      return failure == null ? room.condition() : SegmentRoom.ended(failure);
    } finally {
      lock.unlock();
    }
  }

  void refuseIfStopped() {
    lock.lock();
    try {
      if (failure != null) {
        throw new JournalUnavailableException(
            "the journal failed and stays closed until the daemon is restarted: " + failure,
            failure);
      }
      if (closed) {
        throw new JournalUnavailableException("the journal is closed");
      }
    } finally {
      lock.unlock();
    }
  }

  private void awaitRoom(int size) {
    while (true) {
      refuseIfStopped();
      boolean fits = room.fits(size);
      if (fits && queuedBytes + size <= MAX_QUEUED_BYTES) {
        return;
      }
      if (!fits && room.refusal().isPresent()) {
        IOException refusal = room.refuse();
        throw new JournalUnavailableException(
            "no space for the next journal segment, tried again every second: " + refusal, refusal);
      }
      roomOrEnd.awaitUninterruptibly();
    }
  }

  private void awaitWork() {
    long nanos = LINGER_NANOS;
    while (!stopped() && awaited == 0 && nanos > 0) {
      if (queue.isEmpty()) {
        work.awaitUninterruptibly();
      } else {
        nanos = await(work, nanos);
      }
    }
  }

  private static boolean joins(PendingFrame frame, int bytesBefore) {
    return !frame.startsSegment() && bytesBefore + frame.size() <= MAX_BATCH_BYTES;
  }

  /** Nanoseconds left; an interrupt only shortens the wait. */
  @SuppressWarnings("WaitNotInLoop") // both callers loop
  private static long await(Condition condition, long nanos) {
    try {
      return condition.awaitNanos(nanos);
    } catch (InterruptedException hurry) {
      return 0;
    }
  }

  private boolean stopped() {
    return closed || failure != null;
  }

  private void wakeAll() {
    work.signalAll();
    roomOrEnd.signalAll();
    spareWanted.signalAll();
  }
}
