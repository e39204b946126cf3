package io.rotakeep.adapter.sql;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Has an H2 database written to its file again and again, on a thread that nobody interrupts. */
final class H2Writer {
  /** Commits of so long are written together; the journal has what is not yet written. */
  private static final int EVERY_MILLIS = 200;

  private final ScheduledExecutorService turns =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("rotakeep-h2-writer").factory());

  private final Runnable write;

  /**
   * @param write throws nothing, or it is not called again
   */
  H2Writer(Runnable write) {
    this.write = write;
  }

  void begin() {
    var _ = turns.scheduleWithFixedDelay(write, EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** The turn that is under way is not waited for, and no other begins. */
  void end() {
    turns.shutdown();
  }
}
