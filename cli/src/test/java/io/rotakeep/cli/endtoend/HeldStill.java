package io.rotakeep.cli.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A process that does nothing until this is closed: it keeps its files open and locked, and
 * whatever changes meanwhile was changed by somebody else. By SIGSTOP (proc_pid_stat(5)).
 */
record HeldStill(long pid) implements AutoCloseable {
  /** Returns once none of its threads runs. */
  static HeldStill of(long pid) throws IOException {
    signal("-STOP", pid);
    HeldStill held = new HeldStill(pid);
    while (!held.isStill()) {
      Thread.onSpinWait();
    }
    return held;
  }

  private boolean isStill() throws IOException {
    List<Path> threads;
    try (Stream<Path> listed = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
      threads = listed.toList();
    }
    for (Path thread : threads) {
      if (!isStopped(thread)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isStopped(Path thread) throws IOException {
    try {
      String stat = Files.readString(thread.resolve("stat"));
      // The name in parentheses may hold any character, so the state is looked for behind it.
      return stat.charAt(stat.lastIndexOf(')') + 2) == 'T';
    } catch (NoSuchFileException _) {
      return true;
    }
  }

  /** By the shell, which has kill built in: a machine may be without the command. */
  private static void signal(String which, long pid) throws IOException {
    Process kill = new ProcessBuilder("sh", "-c", "kill " + which + " " + pid).inheritIO().start();
    assertThat(kill.onExit().join().exitValue()).isZero();
  }

  @Override
  public void close() throws IOException {
    signal("-CONT", pid);
  }
}
