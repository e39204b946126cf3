package io.rotakeep.client.internal.watch;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/**
 * The one thread that a watch's state belongs to. Tasks run in the order they came; one that fails
 * is told of in the log and does not end the others. After the stop nothing runs.
 */
final class WatchThread {
  private static final System.Logger LOG = System.getLogger(WatchThread.class.getName());

  private final ScheduledThreadPoolExecutor executor =
      new ScheduledThreadPoolExecutor(1, WatchThread::daemonThread);

  WatchThread() {
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  private static Thread daemonThread(Runnable work) {
    Thread thread = new Thread(work, "rotakeep-watch");
    thread.setDaemon(true);
    return thread;
  }

  void run(Runnable task) {
    later(task, Duration.ZERO);
  }

  void later(Runnable task, Duration pause) {
    try {
      var unused = executor.schedule(() -> safely(task), pause.toNanos(), NANOSECONDS);
    } catch (RejectedExecutionException stopped) {
      LOG.log(Level.TRACE, "the client is closed", stopped);
    }
  }

  void every(Duration pause, Runnable task) {
    later(
        () -> {
          safely(task);
          every(pause, task);
        },
        pause);
  }

  private static void safely(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "the watch for tokens goes on after a fault of its own", e);
    }
  }

  /** To be called from a task. */
  void stop() {
    executor.shutdown();
  }
}
