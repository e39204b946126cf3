package io.rotakeep.daemon;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** What is done now and then, on one thread; a task that fails is done again next time. */
final class Upkeep implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Upkeep.class.getName());

  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("upkeep").daemon(true).factory());

  /** Does the task every {@code pause}, for the first time after one. */
  Upkeep every(Duration pause, String name, Runnable task) {
    // run() lets nothing out, so the future has nothing to tell.
    var _ =
        thread.scheduleWithFixedDelay(
            () -> run(name, task), pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
    return this;
  }

  @Override
  public void close() {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(5, TimeUnit.SECONDS)) {
        thread.shutdownNow();
      }
    } catch (InterruptedException e) {
      thread.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }

  private static void run(String name, Runnable task) {
    try {
      task.run();
    } catch (Throwable e) {
      // Nothing else would: what is thrown out of here ends the repetition in silence.
      LOG.log(System.Logger.Level.WARNING, "upkeep failed and will be repeated: " + name, e);
    }
  }
}
