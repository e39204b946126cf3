package io.rotakeep.testkit.doubles;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Delays requests before the server works on them: by a real time, or until a test lets them pass.
 *
 * <p>Thread-safe. Holding is the way for tests that must know that a request is under way; the
 * latency is for load and demonstrations.
 */
public final class Pace {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private Duration latency = Duration.ZERO;
  private boolean holding;
  private int held;

  Pace() {}

  public void latency(Duration everyRequest) {
    lock.lock();
    try {
      latency = everyRequest;
    } finally {
      lock.unlock();
    }
  }

  /** Requests that arrive from now on wait for {@link #release}. */
  public void hold() {
    setHolding(true);
  }

  /** Lets all waiting and all later requests pass. */
  public void release() {
    setHolding(false);
  }

  /**
   * Waits until so many requests are being held.
   *
   * @throws TimeoutException if fewer have come within {@code limit}
   */
  public void awaitHeld(int requests, Duration limit)
      throws InterruptedException, TimeoutException {
    long nanos = limit.toNanos();
    lock.lock();
    try {
      while (held < requests) {
        if (nanos <= 0) {
          throw new TimeoutException(held + " of " + requests + " requests are held");
        }
        nanos = changed.awaitNanos(nanos);
      }
    } finally {
      lock.unlock();
    }
  }

  void await() throws InterruptedException {
    Duration delay;
    lock.lock();
    try {
      held++;
      changed.signalAll();
      while (holding) {
        changed.await();
      }
      delay = latency;
    } finally {
      held--;
      lock.unlock();
    }
    TimeUnit.NANOSECONDS.sleep(delay.toNanos());
  }

  private void setHolding(boolean hold) {
    lock.lock();
    try {
      holding = hold;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
