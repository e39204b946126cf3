package io.rotakeep.bench;

import io.grpc.ManagedChannel;
import io.rotakeep.bench.load.AsyncCall;
import io.rotakeep.bench.load.ClosedLoop;
import io.rotakeep.bench.load.Figures;
import io.rotakeep.bench.load.PacedLoop;
import io.rotakeep.bench.report.Report;
import io.rotakeep.bench.trial.ClientLoop;
import io.rotakeep.bench.trial.EchoServer;
import io.rotakeep.bench.trial.TokenCalls;
import io.rotakeep.bench.trial.TrialDaemon;
import io.rotakeep.bench.trial.Wire;
import java.io.IOException;
import java.time.Duration;

/**
 * GetAccessToken with policy and audit, answered from memory and from the store, beside a bare echo
 * of the same answer over the same kind of connection; in turns, in one process.
 */
final class HitBenchmark {
  private static final int IN_FLIGHT = 64;
  private static final int HOT = 100;
  private static final int ROUNDS = 5;
  private static final int MISSES_CLOSED = 2_000;
  private static final int MISSES_PACED = 500;
  private static final int PER_SECOND = 2_000;
  private static final int MISSES_PER_SECOND = 500;

  private final Wire wire;
  private final Contender echo = new Contender();
  private final Contender hit = new Contender();
  private final Contender miss = new Contender();

  private HitBenchmark(Wire wire) {
    this.wire = wire;
  }

  /**
   * @param length of the measurement; warm-up comes before it
   */
  static HitBenchmark run(Wire wire, Duration length, Progress progress)
      throws IOException, InterruptedException {
    HitBenchmark benchmark = new HitBenchmark(wire);
    int cold = HOT + MISSES_CLOSED + ROUNDS * (MISSES_CLOSED + MISSES_PACED);
    progress.now(wire.word() + ": preparing");
    try (ClientLoop loop = new ClientLoop(1);
        TrialDaemon daemon = TrialDaemon.start(wire, loop, cold);
        EchoServer server = daemon.echo(TrialDaemon.PREFIX + "/0")) {
      ManagedChannel toDaemon = daemon.open();
      ManagedChannel toEcho = server.open(loop);
      try {
        benchmark.measure(toDaemon, toEcho, length, progress);
      } finally {
        toDaemon.shutdownNow();
        toEcho.shutdownNow();
      }
    }
    return benchmark;
  }

  private void measure(
      ManagedChannel toDaemon, ManagedChannel toEcho, Duration length, Progress progress)
      throws InterruptedException {
    AsyncCall hits = TokenCalls.inTurn(toDaemon, TrialDaemon.ids(TrialDaemon.PREFIX, 0, HOT));
    AsyncCall echoes = TokenCalls.inTurn(toEcho, TrialDaemon.ids(TrialDaemon.PREFIX, 0, HOT));
    AsyncCall misses =
        TokenCalls.inTurn(
            toDaemon,
            TrialDaemon.ids(
                TrialDaemon.PREFIX,
                HOT,
                HOT + MISSES_CLOSED + ROUNDS * (MISSES_CLOSED + MISSES_PACED)));
    progress.now(wire.word() + ": warming up");
    new ClosedLoop(hits, IN_FLIGHT).run(length.dividedBy(4));
    new ClosedLoop(echoes, IN_FLIGHT).run(length.dividedBy(4));
    new ClosedLoop(misses, IN_FLIGHT).run(MISSES_CLOSED);
    Duration turn = length.dividedBy(4L * ROUNDS);
    for (int round = 1; round <= ROUNDS; round++) {
      progress.now(wire.word() + ": round " + round + " of " + ROUNDS);
      echo.addClosed(new ClosedLoop(echoes, IN_FLIGHT).run(turn));
      hit.addClosed(new ClosedLoop(hits, IN_FLIGHT).run(turn));
      miss.addClosed(new ClosedLoop(misses, IN_FLIGHT).run(MISSES_CLOSED));
      echo.addPaced(new PacedLoop(echoes, PER_SECOND).run(turn));
      hit.addPaced(new PacedLoop(hits, PER_SECOND).run(turn));
      miss.addPaced(new PacedLoop(misses, MISSES_PER_SECOND).run(MISSES_PACED));
    }
  }

  /** Adds a table, and the figures under the names of {@code wire}. */
  void into(Report report) {
    HitTable table =
        new HitTable("GetAccessToken, " + wire.word() + ", " + IN_FLIGHT + " in flight", echo);
    table.row("hit", hit);
    table.row("miss (in the store)", miss);
    report.add(table.table());
    String prefix = wire.word() + "_";
    report.add(prefix + "echoes_per_second", echo.perSecond().median());
    report.add(prefix + "hits_per_second", hit.perSecond().median());
    report.add(prefix + "misses_per_second", miss.perSecond().median());
    report.add(prefix + "hit_ratio", hit.ratioTo(echo).median());
    report.add(prefix + "hit_cpu_ratio", hit.thriftTo(echo).median());
    latencies(report, prefix + "echo", echo);
    latencies(report, prefix + "hit", hit);
    latencies(report, prefix + "miss", miss);
    report.add(prefix + "echo_server_bytes", echo.serverBytes());
    report.add(prefix + "hit_server_bytes", hit.serverBytes());
    report.add(prefix + "miss_server_bytes", miss.serverBytes());
  }

  double ratio() {
    return hit.ratioTo(echo).median();
  }

  double p99() {
    return hit.paced(Figures::p99).median();
  }

  private static void latencies(Report report, String prefix, Contender who) {
    report.add(prefix + "_p50_ms", who.paced(Figures::p50).median());
    report.add(prefix + "_p99_ms", who.paced(Figures::p99).median());
    report.add(prefix + "_p999_ms", who.paced(Figures::p999).median());
  }
}
