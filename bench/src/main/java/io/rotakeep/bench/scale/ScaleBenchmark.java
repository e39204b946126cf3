package io.rotakeep.bench.scale;

import io.grpc.ManagedChannel;
import io.rotakeep.bench.load.AsyncCall;
import io.rotakeep.bench.load.ClosedLoop;
import io.rotakeep.bench.load.Figures;
import io.rotakeep.bench.load.PacedLoop;
import io.rotakeep.bench.load.Spread;
import io.rotakeep.bench.report.Numbers;
import io.rotakeep.bench.report.Report;
import io.rotakeep.bench.report.Table;
import io.rotakeep.bench.trial.ClientLoop;
import io.rotakeep.bench.trial.TokenCalls;
import io.rotakeep.bench.trial.TrialDaemon;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * What grows with the number of stored connections: the start, a hit, the memory. Two daemons in
 * processes of their own, one on a small store and one on a large one, are measured in turns.
 */
public final class ScaleBenchmark {
  private static final int IN_FLIGHT = 64;
  private static final int HOT = 100;
  private static final int WARM = 100_000;
  private static final int STARTS = 5;
  private static final int ROUNDS = 5;
  private static final int PER_SECOND = 1_000;
  private static final double MIB = 1 << 20;

  private final Side small;
  private final Side large;

  /** What is measured of one store. */
  private static final class Side {
    private final ScaledStore store;
    private final List<String> options;
    private final List<Double> starts = new ArrayList<>();
    private final List<Figures> hot = new ArrayList<>();
    private final List<Figures> warm = new ArrayList<>();
    private final List<Figures> all = new ArrayList<>();
    private double afterKill = Double.NaN;
    private long heap;
    private long resident;

    private Side(ScaledStore store, List<String> options) {
      this.store = store;
      this.options = options;
    }

    private ScaledProcess start() throws IOException {
      return ScaledProcess.start(store, options);
    }
  }

  private ScaleBenchmark(Side small, Side large) {
    this.small = small;
    this.large = large;
  }

  /**
   * @param options more of them for the daemons' JVMs
   * @param length of one measurement
   */
  public static ScaleBenchmark run(
      ScaledStore small,
      ScaledStore large,
      List<String> options,
      Duration length,
      Consumer<String> progress)
      throws IOException, InterruptedException {
    ScaleBenchmark benchmark =
        new ScaleBenchmark(new Side(small, options), new Side(large, options));
    benchmark.starts(progress);
    benchmark.hits(length, progress);
    return benchmark;
  }

  private void starts(Consumer<String> progress) throws IOException, InterruptedException {
    for (int i = 1; i <= STARTS; i++) {
      progress.accept("start " + i + " of " + STARTS);
      for (Side side : List.of(small, large)) {
        try (ScaledProcess daemon = side.start()) {
          side.starts.add(millis(daemon.untilReady()));
        }
      }
    }
    progress.accept("starts after a kill");
    for (Side side : List.of(small, large)) {
      side.start().kill();
      try (ScaledProcess daemon = side.start()) {
        side.afterKill = millis(daemon.untilReady());
      }
    }
  }

  private void hits(Duration length, Consumer<String> progress)
      throws IOException, InterruptedException {
    try (ClientLoop loop = new ClientLoop(1);
        ScaledProcess first = small.start();
        ScaledProcess second = large.start()) {
      ManagedChannel toSmall = loop.open(first.address(), null);
      ManagedChannel toLarge = loop.open(second.address(), null);
      try {
        hits(toSmall, toLarge, length, progress);
      } finally {
        toSmall.shutdownNow();
        toLarge.shutdownNow();
      }
      small.heap = first.heapBytes();
      large.heap = second.heapBytes();
      small.resident = first.residentBytes();
      large.resident = second.residentBytes();
    }
  }

  private void hits(
      ManagedChannel toSmall, ManagedChannel toLarge, Duration length, Consumer<String> progress)
      throws InterruptedException {
    List<String> ids = TrialDaemon.ids(ScaledStore.PREFIX, 0, HOT);
    int warm = Math.min(WARM, large.store.connections());
    AsyncCall smallHits = TokenCalls.inTurn(toSmall, ids);
    AsyncCall hotHits = TokenCalls.inTurn(toLarge, ids);
    AsyncCall warmHits = TokenCalls.byChance(toLarge, ScaledStore.PREFIX, warm);
    AsyncCall all = TokenCalls.byChance(toLarge, ScaledStore.PREFIX, large.store.connections());
    progress.accept("warming up");
    new ClosedLoop(smallHits, IN_FLIGHT).run(length.dividedBy(4));
    new ClosedLoop(
            TokenCalls.inTurn(toLarge, TrialDaemon.ids(ScaledStore.PREFIX, 0, warm)), IN_FLIGHT)
        .run((long) warm);
    new ClosedLoop(hotHits, IN_FLIGHT).run(length.dividedBy(4));
    Duration turn = length.dividedBy(3L * ROUNDS);
    for (int round = 1; round <= ROUNDS; round++) {
      progress.accept("hits, round " + round + " of " + ROUNDS);
      small.hot.add(new PacedLoop(smallHits, PER_SECOND).run(turn));
      large.hot.add(new PacedLoop(hotHits, PER_SECOND).run(turn));
      large.warm.add(new PacedLoop(warmHits, PER_SECOND).run(turn));
    }
    progress.accept("all connections by chance");
    new ClosedLoop(all, IN_FLIGHT).run(length.dividedBy(2));
    for (int round = 1; round <= ROUNDS; round++) {
      large.all.add(new PacedLoop(all, PER_SECOND).run(turn));
    }
  }

  /** Adds a table, and figures whose names end with the number of connections. */
  public void into(Report report) {
    Table table =
        new Table(
            "Stored connections",
            "",
            "ready ms",
            "ready after kill ms",
            "hit p50 ms",
            "hit p99 ms",
            "100,000 ids p99 ms",
            "all ids p50 ms",
            "all ids p99 ms",
            "live heap MiB",
            "RSS MiB");
    row(table, small);
    row(table, large);
    report.add(table);
    for (Side side : List.of(small, large)) {
      String suffix = "_" + side.store.connections();
      report.add("start_ms" + suffix, Spread.of(side.starts).median());
      report.add("start_after_kill_ms" + suffix, side.afterKill);
      report.add("scaled_hit_p99_ms" + suffix, p99(side.hot));
      report.add("heap_mib" + suffix, (double) side.heap / MIB);
      report.add("rss_mib" + suffix, (double) side.resident / MIB);
    }
    report.add("start_growth", ratio(large.starts, small.starts).median());
    report.add(
        "hit_p99_growth",
        ratio(
                large.hot.stream().map(Figures::p99).toList(),
                small.hot.stream().map(Figures::p99).toList())
            .median());
  }

  private static void row(Table table, Side side) {
    table.row(
        Numbers.whole(side.store.connections()),
        Numbers.whole(Spread.of(side.starts)),
        Numbers.whole(side.afterKill),
        Numbers.exact(Spread.of(side.hot, Figures::p50).median()),
        Numbers.exact(Spread.of(side.hot, Figures::p99)),
        side.warm.isEmpty() ? "" : Numbers.exact(p99(side.warm)),
        side.all.isEmpty() ? "" : Numbers.exact(Spread.of(side.all, Figures::p50).median()),
        side.all.isEmpty() ? "" : Numbers.exact(p99(side.all)),
        Numbers.whole((double) side.heap / MIB),
        Numbers.whole((double) side.resident / MIB));
  }

  private static Spread ratio(List<Double> of, List<Double> to) {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < of.size(); i++) {
      ratios.add(of.get(i) / to.get(i));
    }
    return Spread.of(ratios);
  }

  private static double p99(List<Figures> rounds) {
    return Spread.of(rounds, Figures::p99).median();
  }

  private static double millis(Duration duration) {
    return (double) duration.toNanos() / 1e6;
  }
}
