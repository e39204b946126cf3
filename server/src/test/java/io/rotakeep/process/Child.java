package io.rotakeep.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Another Java process over the same classes, to meet this one on the same files. */
public final class Child implements AutoCloseable {
  private final Process process;
  private final BufferedReader output;
  private final Writer input;

  private Child(Process process) {
    this.process = process;
    this.output = process.inputReader(StandardCharsets.UTF_8);
    this.input = process.outputWriter(StandardCharsets.UTF_8);
  }

  /**
   * Hears every signal, though this process may have been started without, as by nohup.
   *
   * @param limits shell commands to run before, such as {@code ulimit -f 8}
   */
  public static Child start(String limits, Class<?> main, Path argument) throws IOException {
    String classPath = System.getProperty("java.class.path");
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<String> command =
        List.of(
            "/bin/sh",
            "-c",
            limits + "; exec env --default-signal \"$0\" \"$@\"",
            java,
            "-Xmx64m",
            "-XX:-UsePerfData",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            classPath,
            main.getName(),
            argument.toString());
    return new Child(new ProcessBuilder(command).redirectErrorStream(true).start());
  }

  public String readLine() throws IOException {
    return String.valueOf(output.readLine());
  }

  /** The rest of the next line that begins so; what it logs meanwhile is passed over. */
  public String readLine(String prefix) throws IOException {
    String line = output.readLine();
    while (line != null && !line.startsWith(prefix)) {
      line = output.readLine();
    }
    return line == null ? "" : line.substring(prefix.length());
  }

  /** A line to its standard input. */
  public void tell(String line) throws IOException {
    input.write(line + "\n");
    input.flush();
  }

  public long pid() {
    return process.pid();
  }

  public void killAndWait() throws InterruptedException {
    process.destroyForcibly();
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      throw new AssertionError("the child does not end");
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
