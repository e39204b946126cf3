package io.rotakeep.testkit.tool;

import io.rotakeep.testkit.ToolUnavailableException;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A program that is run to its end.
 *
 * @param name for messages
 */
public record Tool(String name, List<String> command, Map<String, String> environment) {
  private static final long LIMIT_MINUTES = 10;
  private static final File DEV_NULL = new File("/dev/null");

  public Tool {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
  }

  /**
   * @throws ToolUnavailableException if it cannot be started or fails, with the last thing it said
   */
  public void runIn(Path directory) {
    Process process = start(directory);
    try {
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES) || process.exitValue() != 0) {
        throw new ToolUnavailableException(name + " failed: " + reason(output));
      }
    } catch (IOException e) {
      throw new ToolUnavailableException(name + " cannot be read", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ToolUnavailableException("interrupted while " + name + " was at work", e);
    } finally {
      process.destroy();
    }
  }

  private Process start(Path directory) {
    var builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().putAll(environment);
    builder.redirectErrorStream(true).redirectInput(ProcessBuilder.Redirect.from(DEV_NULL));
    try {
      return builder.start();
    } catch (IOException e) {
      throw new ToolUnavailableException(name + " cannot be started", e);
    }
  }

  /** The first line that calls itself an error says more than the advice at the end. */
  private static String reason(String output) {
    List<String> lines = output.strip().lines().filter(line -> !line.isBlank()).toList();
    return lines.stream()
        .filter(line -> line.contains("ERROR"))
        .findFirst()
        .or(() -> lines.stream().reduce((_, last) -> last))
        .orElse("no output");
  }
}
