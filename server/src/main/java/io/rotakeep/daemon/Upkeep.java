package io.rotakeep.daemon;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** What is done now and then, on one thread; a task that fails is done again next time. */
final class Upkeep implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Upkeep.class.getName());

  /** And after a failure. */
  private static final Duration AT_FIRST = Duration.ofMillis(100);

  private final ScheduledThreadPoolExecutor thread =
      new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().name("upkeep").daemon(true).factory());

  Upkeep() {
    thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /** Does the task every {@code pause}, for the first time after one. */
  Upkeep every(Duration pause, String name, Runnable task) {
    // run() lets nothing out, so the future has nothing to tell.
    var _ =
        thread.scheduleWithFixedDelay(
            () -> run(name, task), pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
    return this;
  }

  /** Does the task, and each time again after the pause that it returns. */
  Upkeep paced(String name, Supplier<Duration> task) {
    again(name, task, AT_FIRST);
    return this;
  }

  private void again(String name, Supplier<Duration> task, Duration after) {
    try {
      var _ = thread.schedule(() -> paceOf(name, task), after.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      LOG.log(System.Logger.Level.TRACE, "upkeep has ended: {0}", name);
    }
  }

  private void paceOf(String name, Supplier<Duration> task) {
    AtomicReference<Duration> pause = new AtomicReference<>(AT_FIRST);
    run(name, () -> pause.set(task.get()));
    again(name, task, pause.get());
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
