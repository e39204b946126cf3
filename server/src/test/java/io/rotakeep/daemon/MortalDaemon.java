package io.rotakeep.daemon;

import io.rotakeep.adapter.yaml.DaemonSettings;
import io.rotakeep.adapter.yaml.DaemonSettings.Address;
import io.rotakeep.testkit.ToolUnavailableException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A daemon in a process of its own that ends at a step of its first refresh, as by SIGKILL: nothing
 * of it runs any more, and what it had not given to the kernel is gone.
 */
final class MortalDaemon implements AutoCloseable {
  /** What a shell says of a process that SIGKILL ended. */
  static final int KILLED = 137;

  private static final int LIMIT_SECONDS = 60;
  private static final String IMMORTAL = "-";

  private final Process process;
  private final String address;

  private MortalDaemon(Process process, String address) {
    this.process = process;
    this.address = address;
  }

  /** The program: data directory, then the step. */
  public static void main(String[] arguments) throws IOException {
    String deadly = arguments[1];
    Daemon daemon =
        Daemon.start(
            settings(Path.of(arguments[0])),
            new DeadlySeams(
                point -> {
                  if (point.name().equals(deadly)) {
                    Runtime.getRuntime().halt(KILLED);
                  }
                }));
    System.out.println("127.0.0.1:" + daemon.grpcAddress().getPort());
    // Ends with the test, however that ends.
    int end = System.in.read();
    Runtime.getRuntime().halt(end);
  }

  static DaemonSettings settings(Path data) {
    return DaemonSettings.dev(data, Address.parse("127.0.0.1:0"), Address.parse("127.0.0.1:0"));
  }

  static MortalDaemon dyingAt(FailPoint point, Path data) throws IOException {
    return start(point.name(), data);
  }

  /** One that only a signal ends. */
  static MortalDaemon immortal(Path data) throws IOException {
    return start(IMMORTAL, data);
  }

  private static MortalDaemon start(String step, Path data) throws IOException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED"));
    command.add("--sun-misc-unsafe-memory-access=allow");
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(MortalDaemon.class.getName(), data.toString(), step));
    Path complaints = data.resolveSibling("stderr-" + step);
    Process process = new ProcessBuilder(command).redirectError(complaints.toFile()).start();
    BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
    String address = output.readLine();
    while (address != null && !address.startsWith("127.0.0.1:")) {
      address = output.readLine();
    }
    if (address == null) {
      throw new IOException(
          "the daemon ended before it was ready: " + Files.readString(complaints));
    }
    // A pipe that nobody empties would stop a daemon that has much to say.
    Path log = data.resolveSibling("stdout-" + step);
    Thread.ofVirtual().start(() -> empty(output, log));
    return new MortalDaemon(process, address);
  }

  private static void empty(BufferedReader output, Path into) {
    try (output;
        Writer log = Files.newBufferedWriter(into)) {
      output.transferTo(log);
    } catch (IOException e) {
      // Its end, or the test's.
    }
  }

  String address() {
    return address;
  }

  /**
   * No file of the daemon grows beyond this any more, as on a full disk: what lies within is
   * written over as before.
   *
   * @throws ToolUnavailableException where the kernel or the machine cannot do that
   */
  void limitFiles(long bytes) throws IOException, InterruptedException {
    Process limiter =
        new ProcessBuilder(
                "prlimit", "--pid", Long.toString(process.pid()), "--fsize=" + bytes + ":unlimited")
            .redirectErrorStream(true)
            .start();
    String said = new String(limiter.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (limiter.waitFor() != 0) {
      throw new ToolUnavailableException("prlimit: " + said.strip());
    }
  }

  /** SIGKILL from outside. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    awaitEnd();
  }

  /** Its exit code. */
  int awaitEnd() throws InterruptedException {
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("the daemon does not end");
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
