package io.rotakeep.core.incident;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The last changes of incidents, numbered, for any number of watchers. A watcher that falls behind
 * by more than is remembered starts anew. Thread-safe.
 */
public final class IncidentFeed {
  private static final int REMEMBERED = 4096;

  private final @Nullable IncidentId[] ring = new @Nullable IncidentId[REMEMBERED];
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition grown = lock.newCondition();
  private long next;

  /**
   * What changed, each incident once.
   *
   * @param next where to go on
   */
  public record Changes(Set<IncidentId> ids, long next) {}

  void changed(IncidentId id) {
    lock.lock();
    try {
      ring[(int) (next % REMEMBERED)] = id;
      next++;
      grown.signalAll();
    } finally {
      lock.unlock();
    }
  }

  public long position() {
    lock.lock();
    try {
      return next;
    } finally {
      lock.unlock();
    }
  }

  /**
   * What changed from {@code position} on; empty if that is forgotten. Waits until there is
   * something, {@code patience} long.
   */
  public Optional<Changes> since(long position, Duration patience) throws InterruptedException {
    lock.lock();
    try {
      long nanos = patience.toNanos();
      while (next == position && nanos > 0) {
        nanos = grown.awaitNanos(Math.min(nanos, TimeUnit.HOURS.toNanos(1)));
      }
      if (position < 0 || position > next || next - position > REMEMBERED) {
        return Optional.empty();
      }
      Set<IncidentId> ids = new LinkedHashSet<>();
      for (long at = position; at < next; at++) {
        IncidentId id = ring[(int) (at % REMEMBERED)];
        if (id != null) {
          ids.add(id);
        }
      }
      return Optional.of(new Changes(ids, next));
    } finally {
      lock.unlock();
    }
  }
}
