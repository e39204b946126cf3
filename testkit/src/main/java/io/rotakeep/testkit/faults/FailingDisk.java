package io.rotakeep.testkit.faults;

import io.rotakeep.testkit.ToolUnavailableException;
import io.rotakeep.testkit.tool.DebianTool;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/**
 * A disk that fails under a running process, until closed: strace(1) answers its system calls
 * instead of the kernel.
 */
public final class FailingDisk implements AutoCloseable {
  private static final File DEV_NULL = new File("/dev/null");
  private static final Duration LETS_GO = Duration.ofSeconds(5);

  private final Process strace;

  private FailingDisk(Process strace) {
    this.strace = strace;
  }

  /**
   * Returns when it fails.
   *
   * @param pid a process that this one may trace
   * @param files whose calls fail; all of the process's if empty
   * @throws ToolUnavailableException where that cannot be done
   */
  public static FailingDisk under(long pid, DiskFault fault, List<Path> files) {
    DebianTool tool = DebianTool.find("strace", List.of("strace", "libunwind8"));
    var command = new ArrayList<String>();
    command.addAll(List.of(tool.program().toString(), "-f", "-o", DEV_NULL.toString()));
    command.addAll(List.of("-e", "trace=" + fault.calls));
    command.addAll(List.of("-e", "inject=" + fault.calls + ":error=" + fault.error));
    files.forEach(file -> command.addAll(List.of("-P", file.toString())));
    command.addAll(List.of("-p", Long.toString(pid)));
    var builder = new ProcessBuilder(command).redirectOutput(DEV_NULL);
    builder.environment().putAll(tool.environment());
    Process strace;
    try {
      strace = builder.start();
    } catch (IOException e) {
      throw new ToolUnavailableException("strace cannot be started", e);
    }
    try {
      awaitAttached(strace);
      return new FailingDisk(strace);
    } catch (IOException | RuntimeException e) {
      strace.destroy();
      throw new ToolUnavailableException("strace cannot be attached: " + e.getMessage(), e);
    }
  }

  private static void awaitAttached(Process strace) throws IOException {
    BufferedReader said = strace.errorReader(StandardCharsets.UTF_8);
    String line = said.readLine();
    while (line != null && !line.endsWith("attached") && !line.contains(" attached with ")) {
      if (line.contains("attach: ")) {
        throw new ToolUnavailableException(line);
      }
      line = said.readLine();
    }
    if (line == null) {
      throw new ToolUnavailableException("strace ended before it was attached");
    }
    // A pipe that nobody empties would stop it.
    Thread.ofVirtual().start(() -> empty(said));
  }

  private static void empty(BufferedReader said) {
    try (said) {
      said.transferTo(Writer.nullWriter());
    } catch (IOException e) {
      // Its end.
    }
  }

  /**
   * The disk is as good as before. strace can wait for ever for the threads of a process that ends
   * while it lets go of it; the kernel lets go of them when strace itself is no more.
   */
  @Override
  public void close() {
    strace.destroy();
    try {
      strace.onExit().orTimeout(LETS_GO.toMillis(), TimeUnit.MILLISECONDS).join();
    } catch (CompletionException e) {
      strace.destroyForcibly().onExit().join();
    }
  }
}
