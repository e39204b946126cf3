package io.rotakeep.bench.scale;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A {@link ScaledDaemon} as seen from outside. */
final class ScaledProcess implements AutoCloseable {
  private static final Duration STOPPING = Duration.ofSeconds(60);

  private final Process process;
  private final BufferedReader says;
  private final PrintWriter asks;
  private final Duration untilReady;
  private final int port;

  private ScaledProcess(
      Process process, BufferedReader says, PrintWriter asks, Duration untilReady, int port) {
    this.process = process;
    this.says = says;
    this.asks = asks;
    this.untilReady = untilReady;
    this.port = port;
  }

  /** Starts it with the launcher's kind of options and half a gigabyte of heap. */
  static ScaledProcess start(ScaledStore store, List<String> options) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx512m",
            "-XX:+ExitOnOutOfMemoryError",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-XX:MinHeapFreeRatio=70",
            "-XX:MaxHeapFreeRatio=85",
            "-XX:MetaspaceSize=128m",
            "-Xlog:disable",
            "-Xlog:all=error:stderr"));
    command.addAll(options);
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            ScaledDaemon.class.getName(),
            store.directory().toString()));
    long begun = System.nanoTime();
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    BufferedReader says = process.inputReader();
    String word = answer(says, "ready ");
    Duration untilReady = Duration.ofNanos(System.nanoTime() - begun);
    if (word == null) {
      process.destroyForcibly();
      throw new IOException("the daemon on " + store.directory() + " did not start");
    }
    return new ScaledProcess(
        process,
        says,
        new PrintWriter(process.outputWriter(), true),
        untilReady,
        Integer.parseInt(word));
  }

  /** From the process's beginning until it answers calls. */
  Duration untilReady() {
    return untilReady;
  }

  InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  /** The processor time that it has used so far, kernel included. */
  Duration processorTime() {
    return process.info().totalCpuDuration().orElseThrow();
  }

  /** What lives after a full collection. */
  long heapBytes() throws IOException {
    asks.println("heap");
    String bytes = answer(says, "heap ");
    if (bytes == null) {
      throw new IOException("the daemon ended before it was asked to");
    }
    return Long.parseLong(bytes);
  }

  /** What follows the word on its line; logs may come before it. Null if the process ended. */
  private static @Nullable String answer(BufferedReader says, String word) throws IOException {
    for (String line = says.readLine(); line != null; line = says.readLine()) {
      if (line.startsWith(word)) {
        return line.substring(word.length());
      }
    }
    return null;
  }

  /** What the process holds of the machine's memory; -1 where there is no /proc. */
  long residentBytes() throws IOException {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    if (!Files.exists(status)) {
      return -1;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
        .findFirst()
        .orElse(-1);
  }

  /** As a power failure would: nothing is written any more. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    var _ = process.waitFor();
  }

  @Override
  public void close() throws IOException {
    asks.close();
    try {
      if (!process.waitFor(STOPPING.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
