package io.rotakeep.cli.endtoend;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rotakeep.cli.trial.DaemonLaunch;
import io.rotakeep.cli.trial.JavaCommand;
import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/** A command in a process of its own on a pseudo-terminal of its own, made by script(1). */
final class PseudoTerminal implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final Path SCRIPT = Path.of("/usr/bin/script");
  private static final char CTRL_C = 3;

  /** A build that runs in the background ignores SIGINT, and so would what it starts. */
  private static final String PREPARED = "stty cols 100 rows 30; exec env --default-signal=INT ";

  private final Process process;
  private final StringWriter shown = new StringWriter();
  private final Thread reader;

  private PseudoTerminal(Process process) {
    this.process = process;
    this.reader = Thread.ofVirtual().start(this::read);
  }

  /** Starts the command on a terminal of 100 columns and 30 rows. */
  static PseudoTerminal run(Map<String, String> environment, Path directory, String... arguments)
      throws IOException {
    assumeTrue(Files.isExecutable(SCRIPT), "no pseudo-terminal: script of util-linux is missing");
    var command =
        JavaCommand.of(DaemonLaunch.of(directory, arguments)).stream()
            .map(word -> "'" + word.replace("'", "'\\''") + "'")
            .collect(Collectors.joining(" ", PREPARED, ""));
    var builder =
        new ProcessBuilder(SCRIPT.toString(), "-q", "-e", "-f", "-c", command, "/dev/null");
    builder.redirectErrorStream(true);
    builder.environment().put("TERM", "xterm-256color");
    builder.environment().put("LC_ALL", "C.UTF-8");
    builder.environment().remove("NO_COLOR");
    builder.environment().putAll(environment);
    return new PseudoTerminal(builder.start());
  }

  private void read() {
    try (Reader stream = process.inputReader(StandardCharsets.UTF_8)) {
      var buffer = new char[4096];
      for (int n = stream.read(buffer); n >= 0; n = stream.read(buffer)) {
        shown.write(buffer, 0, n);
      }
    } catch (IOException e) {
      shown.append("[unreadable: " + e + "]");
    }
  }

  void awaitShown(String text) {
    Awaitility.await("\"" + text + "\" in: " + shown)
        .atMost(LIMIT)
        .until(() -> shown.toString().contains(text));
  }

  void type(String keys) throws IOException {
    process.outputWriter().write(keys);
    process.outputWriter().flush();
  }

  /** As the key: the terminal makes a SIGINT of it. */
  void pressCtrlC() throws IOException {
    type(String.valueOf(CTRL_C));
  }

  /** Returns the command's exit code once it has ended. */
  int awaitExit() throws InterruptedException {
    if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("still running; shown: " + shown);
    }
    reader.join(LIMIT);
    return process.exitValue();
  }

  /** Everything so far, control sequences included. */
  String shown() {
    return shown.toString();
  }

  @Override
  public void close() {
    process.destroy();
  }
}
