package io.rotakeep.cli.trial;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A daemon in a process of its own, so that it can be killed as the kernel kills.
 *
 * <p>For one thread at a time; what the process says is read by others.
 */
public final class DaemonProcess implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(30);

  /** The line on standard output that says where it answers. */
  private static final Pattern READY =
      Pattern.compile(
          "is (?:ready|sealed): grpc (\\S+:\\d+|unix:[^\\s,]+)(?: and unix:\\S+)?, http"
              + " (\\S+:\\d+)");

  private final Process process;
  private final CapturedLines output;
  private final CapturedLines errors;
  private final long started = System.nanoTime();
  private String grpcAddress = "";
  private String httpAddress = "";
  private Duration readyAfter = Duration.ZERO;

  private DaemonProcess(DaemonLaunch launch) {
    process = start(JavaCommand.of(launch), launch);
    var directory = launch.logDirectory();
    output =
        CapturedLines.of(
            process.inputReader(StandardCharsets.UTF_8), directory.resolve("daemon.out"));
    errors =
        CapturedLines.of(
            process.errorReader(StandardCharsets.UTF_8), directory.resolve("daemon.err"));
  }

  /** Starts the process, whatever becomes of it. */
  public static DaemonProcess launch(DaemonLaunch launch) {
    return new DaemonProcess(launch);
  }

  /**
   * Starts a daemon and waits until it answers.
   *
   * @throws IllegalStateException if it ends before, with what it said
   */
  public static DaemonProcess start(DaemonLaunch launch) {
    var daemon = new DaemonProcess(launch);
    try {
      daemon.awaitReady();
      return daemon;
    } catch (InterruptedException e) {
      daemon.close();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the daemon was starting", e);
    } catch (RuntimeException e) {
      daemon.close();
      throw e;
    }
  }

  /** {@code host:port} of the API; {@code unix:/path} if it is nowhere else. */
  public String grpcAddress() {
    return grpcAddress;
  }

  /** Where callback, metrics and health are. */
  public URI http(String path) {
    return URI.create("http://" + httpAddress + path);
  }

  /** From the start of the process to its first answer. */
  public Duration readyAfter() {
    return readyAfter;
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** The first lines of standard error, log included. */
  public List<String> errorLines() {
    return errors.lines();
  }

  /** The first lines of standard output. */
  public List<String> outputLines() {
    return output.lines();
  }

  /** SIGKILL: nothing of the process runs any more when this returns. */
  public void kill() {
    process.destroyForcibly();
    awaitExit();
  }

  /** SIGTERM; returns the exit code. */
  public int stop() {
    beginToStop();
    return awaitExit();
  }

  /** SIGTERM, and returns at once. */
  public void beginToStop() {
    // Not by the process itself, which would close the streams and lose its last words.
    process.toHandle().destroy();
  }

  /** Waits until the process ends by itself; returns the exit code. */
  public int awaitExit() {
    try {
      if (!process.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        throw new IllegalStateException("the daemon does not end; it said " + lastWords());
      }
      output.awaitEnd(STOP_LIMIT);
      errors.awaitEnd(STOP_LIMIT);
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the daemon was ending", e);
    }
  }

  /** Ends the process in good order, else by force. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private void awaitReady() throws InterruptedException {
    Optional<MatchResult> ready = output.await(READY, START_LIMIT);
    readyAfter = Duration.ofNanos(System.nanoTime() - started);
    MatchResult line =
        ready.orElseThrow(
            () -> new IllegalStateException("the daemon did not become ready: " + lastWords()));
    grpcAddress = line.group(1);
    httpAddress = line.group(2);
  }

  private String lastWords() {
    List<String> said = errors.lines();
    return said.isEmpty()
        ? "nothing"
        : String.join(" / ", said.subList(Math.max(0, said.size() - 5), said.size()));
  }

  private static Process start(List<String> command, DaemonLaunch launch) {
    var builder = new ProcessBuilder(command);
    builder.environment().keySet().removeAll(JavaCommand.REFUSED_VARIABLES);
    builder.environment().putAll(launch.environment());
    builder.redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")));
    try {
      return builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start a daemon", e);
    }
  }
}
