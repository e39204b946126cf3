package io.rotakeep.core.rotation;

import io.rotakeep.core.seal.SealedException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/**
 * The time of one journal between unsealing and sealing, and who may write in it. Its end comes in
 * two steps: nothing more is sent, so that what was sent can be answered while there are keys; and
 * nothing more is written, so that what wakes later does not write beside the journal of the next
 * time. Thread-safe.
 */
final class JournalLife {
  /** A pool gives up after five seconds, and a disk that takes longer than this is a fault too. */
  private static final Duration LONGEST_CHANGE = Duration.ofSeconds(30);

  /** Shared by those who change the database and note that; alone, who opens or ends it. */
  private final ReentrantReadWriteLock turns = new ReentrantReadWriteLock();

  private volatile boolean landing;
  private volatile boolean ended;

  /**
   * A change of the database and its frame, so that no database which is opened anew comes between:
   * it would have lost the one and be brought up to the journal before the other.
   *
   * @throws SealedException after the end; nothing was changed then
   */
  <T> T together(Supplier<T> change) {
    turns.readLock().lock();
    try {
      require();
      return change.get();
    } finally {
      turns.readLock().unlock();
    }
  }

  /**
   * Waits for the changes under way and lets no other begin.
   *
   * @throws StoreStuckException if one of them does not end
   */
  void betweenChanges(Runnable act) {
    if (!isAlone()) {
      throw new StoreStuckException("a change of the failed database does not end");
    }
    try {
      act.run();
    } finally {
      turns.writeLock().unlock();
    }
  }

  /** No attempt is intended from here on. */
  void land() {
    landing = true;
  }

  /** Nothing is written from here on; changes under way end before, unless they are stuck. */
  void end() {
    landing = true;
    boolean alone = false;
    try {
      alone = isAlone();
    } finally {
      ended = true;
      if (alone) {
        turns.writeLock().unlock();
      }
    }
  }

  /**
   * @throws SealedException if no attempt may be intended any more
   */
  void requireAttempts() {
    if (landing) {
      throw sealed();
    }
  }

  /**
   * @throws SealedException after the end
   */
  void require() {
    if (ended) {
      throw sealed();
    }
  }

  private boolean isAlone() {
    try {
      return turns.writeLock().tryLock(LONGEST_CHANGE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new JournalUnavailableException("interrupted while changes were waited for", e);
    }
  }

  private static SealedException sealed() {
    return new SealedException("the daemon was sealed meanwhile");
  }
}
