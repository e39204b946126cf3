package io.rotakeep.cli.terminal;

/** What is still to be done when a person presses Ctrl-C or the process is told to end. */
@FunctionalInterface
public interface Interrupts {
  /** The action runs, on a thread of its own, if the process is told to end before the close. */
  Watch during(Runnable action);

  /** Until its close an interrupt is answered. */
  interface Watch extends AutoCloseable {
    @Override
    void close();
  }

  /** The process's own; the JVM ends it with 128 and the signal's number, 130 for Ctrl-C. */
  static Interrupts ofProcess() {
    return action -> {
      var hook = Thread.ofPlatform().name("rotakeep-interrupt").unstarted(action);
      Runtime.getRuntime().addShutdownHook(hook);
      return () -> {
        try {
          Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
          assert hook.getState() != Thread.State.NEW; // too late: it runs
        }
      };
    };
  }
}
