package io.rotakeep.core.connection;

import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Serializes work on one connection, in order of arrival. Thread-safe; locks of connections that
 * nobody waits for take no memory. Not reentrant by design: a flight that locks twice is a bug.
 */
public final class ConnectionLocks {
  private final ConcurrentHashMap<ConnectionId, Queue> queues = new ConcurrentHashMap<>();

  /** Runs {@code work} as the only holder of the connection's lock; waits as long as it takes. */
  public <R extends @Nullable Object> R whileHolding(
      ConnectionId id, Function<ConnectionLock, R> work) {
    Queue queue =
        queues.compute(id, (_, present) -> (present == null ? new Queue() : present).joined());
    try {
      return whileFirst(queue, id, work);
    } finally {
      queues.computeIfPresent(id, (_, present) -> present.left());
    }
  }

  /** The same unless somebody holds the lock: then nothing is done, and the result is empty. */
  public <R> Optional<R> ifFree(ConnectionId id, Function<ConnectionLock, R> work) {
    Queue queue =
        queues.compute(id, (_, present) -> (present == null ? new Queue() : present).joined());
    try {
      return queue.lock.tryLock() ? Optional.of(whileHeld(queue, id, work)) : Optional.empty();
    } finally {
      queues.computeIfPresent(id, (_, present) -> present.left());
    }
  }

  /** How many connections' locks somebody holds or waits for. */
  int inUse() {
    return queues.size();
  }

  /** How many wait for this connection's lock. */
  int waitingFor(ConnectionId id) {
    Queue queue = queues.get(id);
    return queue == null ? 0 : queue.lock.getQueueLength();
  }

  private static <R extends @Nullable Object> R whileFirst(
      Queue queue, ConnectionId id, Function<ConnectionLock, R> work) {
    if (queue.lock.isHeldByCurrentThread()) {
      throw new IllegalStateException("the lock of a connection is not reentrant");
    }
    queue.lock.lock();
    return whileHeld(queue, id, work);
  }

  private static <R extends @Nullable Object> R whileHeld(
      Queue queue, ConnectionId id, Function<ConnectionLock, R> work) {
    HeldLock held = new HeldLock(id);
    try {
      return work.apply(held);
    } finally {
      held.ended = true;
      queue.lock.unlock();
    }
  }

  /** Reference-counted, so that the map holds only locks in use. */
  private static final class Queue {
    private final ReentrantLock lock = new ReentrantLock(true);
    private int members;

    private Queue joined() {
      members++;
      return this;
    }

    private @Nullable Queue left() {
      members--;
      return members == 0 ? null : this;
    }
  }

  /** The one kind of proof there is. */
  static final class HeldLock implements ConnectionLock {
    private final ConnectionId connection;
    private volatile boolean ended;

    private HeldLock(ConnectionId connection) {
      this.connection = connection;
    }

    @Override
    public ConnectionId connection() {
      return connection;
    }

    @Override
    public void check(ConnectionId wanted) {
      if (ended || !wanted.equals(connection)) {
        throw new IllegalStateException("the lock does not cover this connection now");
      }
    }
  }
}
