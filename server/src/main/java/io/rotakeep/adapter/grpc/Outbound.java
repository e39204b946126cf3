package io.rotakeep.adapter.grpc;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The way out of a stream, for one thread: sending waits while the caller does not keep up, so that
 * a slow one costs a waiting thread and no memory.
 */
final class Outbound<A> {
  private final ServerCall<?, A> call;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition moved = lock.newCondition();
  private final Runnable atEnd;
  private boolean begun;
  private boolean ended;
  private boolean stopped;

  Outbound(ServerCall<?, A> call) {
    this(call, () -> {});
  }

  /**
   * @param atEnd is run, perhaps more than once, when nobody listens any more or the daemon wants
   *     to go; must not wait
   */
  Outbound(ServerCall<?, A> call, Runnable atEnd) {
    this.call = call;
    this.atEnd = atEnd;
  }

  /**
   * @return false if nobody listens any more; then the work may end
   */
  boolean send(A message) {
    lock.lock();
    try {
      while (!ended && !call.isReady()) {
        moved.awaitUninterruptibly();
      }
      if (ended) {
        return false;
      }
      begin();
      call.sendMessage(message);
      return true;
    } finally {
      lock.unlock();
    }
  }

  /**
   * The same, with an end to the waiting.
   *
   * @return false also if the caller has taken nothing for so long; then it is still open
   */
  boolean send(A message, Duration patience) {
    lock.lock();
    try {
      long left = patience.toNanos();
      while (!ended && !call.isReady() && left > 0) {
        left = moved.awaitNanos(left);
      }
      if (ended || !call.isReady()) {
        return false;
      }
      begin();
      call.sendMessage(message);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Sends, as the first does, what tells of something done: also when the daemon wants to go.
   *
   * @return false if nothing more is to be done
   */
  boolean sendDone(A message) {
    lock.lock();
    try {
      while (!ended && !call.isReady()) {
        moved.awaitUninterruptibly();
      }
      if (!ended || (stopped && call.isReady())) {
        begin();
        call.sendMessage(message);
      }
      return !ended;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Lets time pass.
   *
   * @return false as soon as nobody listens any more
   */
  boolean rest(Duration time) {
    lock.lock();
    try {
      long left = time.toNanos();
      while (!ended && left > 0) {
        left = moved.awaitNanos(left);
      }
      return !ended;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  boolean isOpen() {
    lock.lock();
    try {
      return !ended;
    } finally {
      lock.unlock();
    }
  }

  /** Wakes a sender that waits. */
  void ready() {
    lock.lock();
    try {
      moved.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Nobody listens any more. */
  void end() {
    lock.lock();
    try {
      ended = true;
      moved.signalAll();
    } finally {
      lock.unlock();
    }
    atEnd.run();
  }

  /** The daemon wants to go: the work may end, and the caller is told why. */
  void stop() {
    lock.lock();
    try {
      stopped = !ended;
      ended = true;
      moved.signalAll();
    } finally {
      lock.unlock();
    }
    atEnd.run();
  }

  /** Whether {@link #stop} came before the caller left. */
  boolean isStopped() {
    lock.lock();
    try {
      return stopped;
    } finally {
      lock.unlock();
    }
  }

  void begin() {
    if (!begun) {
      begun = true;
      call.sendHeaders(new Metadata());
    }
  }
}
