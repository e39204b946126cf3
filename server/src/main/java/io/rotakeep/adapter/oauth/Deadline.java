package io.rotakeep.adapter.oauth;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Runs an action on a thread of its own when its time is up, unless it was closed before. */
final class Deadline implements AutoCloseable {
  private final CountDownLatch finished = new CountDownLatch(1);
  private volatile boolean passed;

  static Deadline in(Duration time, Runnable action) {
    Deadline deadline = new Deadline();
    Thread.ofVirtual().name("deadline").start(() -> deadline.await(time, action));
    return deadline;
  }

  boolean hasPassed() {
    return passed;
  }

  @Override
  public void close() {
    finished.countDown();
  }

  private void await(Duration time, Runnable action) {
    try {
      if (!finished.await(time.toMillis(), TimeUnit.MILLISECONDS)) {
        passed = true;
        action.run();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
