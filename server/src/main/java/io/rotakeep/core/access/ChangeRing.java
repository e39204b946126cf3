package io.rotakeep.core.access;

import io.rotakeep.core.connection.ConnectionFeed;
import io.rotakeep.core.connection.ConnectionId;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The last changes, numbered, for any number of watchers. A watcher that falls behind by more than
 * the ring holds starts anew. Thread-safe; telling a change takes a lock for a few instructions and
 * is never done on the way of a hit.
 */
public final class ChangeRing implements ConnectionFeed {
  private final @Nullable ConnectionId[] ring;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition grown = lock.newCondition();
  private long next;

  /**
   * @param size how many changes are remembered
   */
  public ChangeRing(int size) {
    this.ring = new @Nullable ConnectionId[size];
  }

  @Override
  public void changed(ConnectionId id) {
    lock.lock();
    try {
      ring[(int) (next % ring.length)] = id;
      next++;
      grown.signalAll();
    } finally {
      lock.unlock();
    }
  }

  long position() {
    lock.lock();
    try {
      return next;
    } finally {
      lock.unlock();
    }
  }

  /**
   * What changed from {@code position} on, each connection once; empty if the ring has forgotten
   * it. Waits until there is something, {@code patience} long.
   */
  Optional<Changes> since(long position, Duration patience) throws InterruptedException {
    lock.lock();
    try {
      long nanos = patience.toNanos();
      while (next == position && nanos > 0) {
        nanos = grown.awaitNanos(Math.min(nanos, TimeUnit.HOURS.toNanos(1)));
      }
      if (position < 0 || position > next || next - position > ring.length) {
        return Optional.empty();
      }
      Set<ConnectionId> ids = new LinkedHashSet<>();
      for (long at = position; at < next; at++) {
        ConnectionId id = ring[(int) (at % ring.length)];
        if (id != null) {
          ids.add(id);
        }
      }
      return Optional.of(new Changes(ids, next));
    } finally {
      lock.unlock();
    }
  }

  /**
   * @param next where to go on
   */
  record Changes(Set<ConnectionId> ids, long next) {}
}
