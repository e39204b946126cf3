package io.rotakeep.bench.scale;

import io.rotakeep.bench.trial.TrialProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * What it costs a daemon to keep connections alive that nobody uses: its processor time while none
 * of them is due, and while more are due than it takes up in a minute.
 *
 * <p>Wall clocks are of little account here: a process's own time is measured, so that neighbours
 * on the machine do not count.
 */
public final class HeartbeatBenchmark {
  private static final Duration MONTH = Duration.ofDays(30);

  /** So that all are due at once. */
  private static final Duration OVERDUE = Duration.ofSeconds(60);

  /** About the middle of the part of the idle time after which one is refreshed. */
  private static final double USUAL_REST = 0.43;

  private HeartbeatBenchmark() {}

  /** Takes a directory for the store, the number of connections, and minutes for each half. */
  public static void main(String[] args) throws IOException, InterruptedException {
    Path root = Path.of(args[0]);
    int connections = Integer.parseInt(args[1]);
    Duration half = Duration.ofMinutes(Long.parseLong(args[2]));
    delete(root);
    try (GenerousServer server = GenerousServer.start()) {
      ScaledStore store =
          ScaledStore.in(
              root,
              connections,
              _ -> {},
              daemon -> TrialProvider.applyAt(server.address(), MONTH, daemon));
      try (ScaledProcess daemon = ScaledProcess.start(store, List.of())) {
        // What a start leaves to do is none of the heartbeats' business.
        var _ = used(daemon, Duration.ofMinutes(1));
        Duration quiet = used(daemon, half);
        TrialProvider.applyAt(server.address(), OVERDUE, daemon.address());
        var _ = used(daemon, Duration.ofMinutes(1));
        long before = server.answered();
        Duration busy = used(daemon, half);
        tell(connections, half, quiet, busy, server.answered() - before);
      }
    }
  }

  private static void tell(
      int connections, Duration half, Duration quiet, Duration busy, long heartbeats) {
    double each = heartbeats == 0 ? 0 : seconds(busy.minus(quiet)) / (double) heartbeats;
    double perSecond = connections / (seconds(MONTH) * USUAL_REST);
    System.out.printf(
        "%d connections, none due: %.2f %% of a core%n",
        connections, 100 * seconds(quiet) / seconds(half));
    System.out.printf(
        "all overdue: %d heartbeats in %d s, %.2f %% of a core, %.2f ms each%n",
        heartbeats, half.toSeconds(), 100 * seconds(busy) / seconds(half), 1_000 * each);
    System.out.printf(
        "so with tokens that live 30 days unused: %.3f heartbeats/s, %.3f %% of a core%n",
        perSecond, 100 * perSecond * each);
  }

  private static Duration used(ScaledProcess daemon, Duration length) throws InterruptedException {
    Duration before = daemon.processorTime();
    Thread.sleep(length);
    return daemon.processorTime().minus(before);
  }

  private static double seconds(Duration duration) {
    return (double) duration.toNanos() / 1e9;
  }

  private static void delete(Path root) throws IOException {
    if (Files.exists(root)) {
      try (Stream<Path> files = Files.walk(root)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
