package io.rotakeep.cli.session;

import java.util.concurrent.CountDownLatch;

/** How long a daemon runs. */
@FunctionalInterface
public interface Lifetime {
  /** Returns once the daemon has been closed. */
  void of(AutoCloseable daemon) throws Exception;

  /**
   * Until the process is told to end, by a signal or Ctrl-C; the daemon is closed before it does.
   */
  public static Lifetime untilSignal() {
    return daemon -> {
      var closed = new CountDownLatch(1);
      Runtime.getRuntime()
          .addShutdownHook(
              Thread.ofPlatform()
                  .name("rotakeep-shutdown")
                  .unstarted(
                      () -> {
                        close(daemon);
                        closed.countDown();
                      }));
      closed.await();
    };
  }

  private static void close(AutoCloseable daemon) {
    try {
      daemon.close();
    } catch (Exception e) {
      System.getLogger(Lifetime.class.getName())
          .log(System.Logger.Level.ERROR, "the daemon did not stop in order", e);
    }
  }
}
