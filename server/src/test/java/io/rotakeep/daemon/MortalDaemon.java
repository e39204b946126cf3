package io.rotakeep.daemon;

import io.rotakeep.adapter.journal.FileWriteAheadLog;
import io.rotakeep.adapter.yaml.AuditSettings;
import io.rotakeep.adapter.yaml.DaemonSettings;
import io.rotakeep.adapter.yaml.DaemonSettings.Address;
import io.rotakeep.testkit.ToolUnavailableException;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.Writer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
  private static final String NEVER = "-";

  /** As many as by default. */
  private static final int REWRAPS = 200;

  private final Process process;
  private final List<String> addresses;

  private MortalDaemon(Process process, List<String> addresses) {
    this.process = process;
    this.addresses = addresses;
  }

  /**
   * The program: data directory, the step, bytes of a segment, records rewrapped in a second, and
   * whether reads are durable.
   */
  public static void main(String[] arguments) throws IOException {
    String deadly = arguments[1];
    Daemon daemon =
        Daemon.start(
            changed(
                settings(Path.of(arguments[0])),
                Integer.parseInt(arguments[3]),
                Boolean.parseBoolean(arguments[4])),
            new DeadlySeams(
                Integer.parseInt(arguments[2]),
                witnessFails(Path.of(arguments[0])),
                point -> {
                  if (point.name().equals(deadly)) {
                    Runtime.getRuntime().halt(KILLED);
                  }
                }));
    Runtime.getRuntime().addShutdownHook(new Thread(daemon::close));
    var _ = daemon.ended().thenRun(() -> new Thread(() -> System.exit(Daemon.RESTART)).start());
    System.out.println(
        "127.0.0.1:"
            + daemon.grpcAddress().getPort()
            + " 127.0.0.1:"
            + daemon.httpAddress().getPort());
    // Ends with the test, however that ends.
    int end = System.in.read();
    Runtime.getRuntime().halt(end);
  }

  static DaemonSettings settings(Path data) {
    return DaemonSettings.dev(data, Address.parse("127.0.0.1:0"), Address.parse("127.0.0.1:0"));
  }

  private static DaemonSettings changed(
      DaemonSettings settings, int perSecond, boolean durableReads) {
    DaemonSettings.Load load = settings.limits();
    AuditSettings durable =
        new AuditSettings.File(
            audit(settings.dataDir()), Long.MAX_VALUE, Integer.MAX_VALUE, true, true);
    return new DaemonSettings(
        settings.dataDir(),
        settings.witness(),
        settings.listen(),
        settings.seal(),
        durableReads ? List.of(durable) : settings.audit(),
        settings.access(),
        settings.notices(),
        settings.incidents(),
        settings.egress(),
        new DaemonSettings.Load(load.atOnce(), load.perSecond(), perSecond),
        settings.node());
  }

  static MortalDaemon dyingAt(FailPoint point, Path data) throws IOException {
    return start(Habits.dyingAt(point), data);
  }

  /** One that only a signal ends. */
  static MortalDaemon immortal(Path data) throws IOException {
    return start(Habits.IMMORTAL, data);
  }

  /** The same, which brings so many records in a second under a new key term. */
  static MortalDaemon rewrapping(int perSecond, Path data) throws IOException {
    return start(Habits.rewrapping(perSecond), data);
  }

  /** The same, which hands out no token whose record is not on the disk. */
  static MortalDaemon withDurableReads(Path data) throws IOException {
    return start(new Habits(NEVER, FileWriteAheadLog.DEFAULT_SEGMENT_BYTES, REWRAPS, true), data);
  }

  /** The same with a journal of small segments, which are soon full. */
  static MortalDaemon withSegments(int bytes, Path data) throws IOException {
    return start(new Habits(NEVER, bytes, REWRAPS, false), data);
  }

  /** Lets one recover what the last left, until it ends at that step; at the latest when ready. */
  static void dieWhileStarting(FailPoint point, Path data)
      throws IOException, InterruptedException {
    Process process = launch(Habits.dyingAt(point), data);
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      var _ = output.lines().anyMatch(line -> line.startsWith("127.0.0.1:"));
    }
    end(process);
  }

  /** The same by SIGKILL after that time. */
  static void killWhileStarting(Duration after, Path data)
      throws IOException, InterruptedException {
    Process process = launch(Habits.IMMORTAL, data);
    var _ = process.waitFor(after.toMillis(), TimeUnit.MILLISECONDS);
    end(process);
  }

  private static void end(Process process) throws InterruptedException {
    process.destroyForcibly();
    var _ = new MortalDaemon(process, List.of()).awaitEnd();
  }

  /**
   * @param step at which it ends
   * @param rewraps in a second, after a new key term
   */
  private record Habits(String step, int segmentBytes, int rewraps, boolean durableReads) {
    static final Habits IMMORTAL = rewrapping(REWRAPS);

    static Habits rewrapping(int perSecond) {
      return new Habits(NEVER, FileWriteAheadLog.DEFAULT_SEGMENT_BYTES, perSecond, false);
    }

    static Habits dyingAt(FailPoint point) {
      return new Habits(point.name(), FileWriteAheadLog.DEFAULT_SEGMENT_BYTES, REWRAPS, false);
    }
  }

  private static MortalDaemon start(Habits habits, Path data) throws IOException {
    String step = habits.step();
    Process process = launch(habits, data);
    BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
    String address = output.readLine();
    while (address != null && !address.startsWith("127.0.0.1:")) {
      address = output.readLine();
    }
    if (address == null) {
      throw new IOException(
          "the daemon ended before it was ready: " + Files.readString(complaints(step, data)));
    }
    // A pipe that nobody empties would stop a daemon that has much to say.
    Path log = data.resolveSibling("stdout-" + step);
    Thread.ofVirtual().start(() -> empty(output, log));
    return new MortalDaemon(process, List.of(address.split(" ")));
  }

  private static Path complaints(String step, Path data) {
    return data.resolveSibling("stderr-" + step);
  }

  private static Process launch(Habits habits, Path data) throws IOException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED"));
    command.add("--sun-misc-unsafe-memory-access=allow");
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(MortalDaemon.class.getName(), data.toString(), habits.step()));
    command.add(Integer.toString(habits.segmentBytes()));
    command.add(Integer.toString(habits.rewraps()));
    command.add(Boolean.toString(habits.durableReads()));
    File complaints = complaints(habits.step(), data).toFile();
    return new ProcessBuilder(command).redirectError(complaints).start();
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
    return addresses.getFirst();
  }

  /** What it says at that path of its HTTP listener, after the status. */
  String say(String path) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + addresses.getLast() + path)).build();
    try (var http = HttpClient.newHttpClient()) {
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      return answer.statusCode() + " " + answer.body().strip();
    }
  }

  /**
   * No file of the daemon grows beyond this any more, as on a full disk: what lies within is
   * written over as before.
   *
   * @throws ToolUnavailableException where the kernel or the machine cannot do that
   */
  void limitFiles(long bytes) throws IOException, InterruptedException {
    limitFiles(Long.toString(bytes));
  }

  /** Files may grow again. */
  void makeRoom() throws IOException, InterruptedException {
    limitFiles("unlimited");
  }

  private void limitFiles(String bytes) throws IOException, InterruptedException {
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

  /** SIGTERM from outside; how long it took to end. */
  Duration terminate() throws InterruptedException {
    long begun = System.nanoTime();
    // Not the process's own way, which would close its standard input before.
    process.toHandle().destroy();
    awaitEnd();
    return Duration.ofNanos(System.nanoTime() - begun);
  }

  /** Where its audit is. */
  static Path audit(Path data) {
    return data.resolve("audit.jsonl");
  }

  /** While this file is there the witness cannot be forced to its disk. */
  static Path witnessFails(Path data) {
    return data.resolveSibling("witness-fails");
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** SIGKILL from outside after that time. */
  void killAfter(Duration time) throws InterruptedException {
    var _ = process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
    kill();
  }

  long pid() {
    return process.pid();
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
