package io.rotakeep.bench;

import io.rotakeep.bench.load.BlockingLoop;
import io.rotakeep.bench.load.Figures;
import io.rotakeep.bench.load.Spread;
import io.rotakeep.bench.report.Numbers;
import io.rotakeep.bench.report.Report;
import io.rotakeep.bench.report.Table;
import io.rotakeep.bench.trial.BarePosts;
import io.rotakeep.bench.trial.ClientLoop;
import io.rotakeep.bench.trial.Fsyncs;
import io.rotakeep.bench.trial.TrialDaemon;
import io.rotakeep.bench.trial.Wire;
import io.rotakeep.v1.ConnectionServiceGrpc;
import io.rotakeep.v1.RefreshConnectionRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Durable refreshes over distinct connections, beside what bounds them: bare fsyncs on the same
 * disk, and bare requests to the same token endpoint, with our client and with a socket alone. The
 * authorization server is in this process too and takes its share of the processor.
 */
final class RefreshBenchmark {
  private static final int CONNECTIONS = 512;
  private static final int WORKERS = 64;
  private static final int ROUNDS = 3;

  /** A refresh runs through more code than anything else; sooner the JVM's compiler is measured. */
  private static final Duration WARM_UP = Duration.ofSeconds(60);

  private final List<Double> fsyncs = new ArrayList<>();
  private final List<Figures> sockets = new ArrayList<>();
  private final List<Figures> posts = new ArrayList<>();
  private final List<Figures> refreshes = new ArrayList<>();
  private long reuses;

  private RefreshBenchmark() {}

  static RefreshBenchmark run(Duration length, Progress progress)
      throws IOException, InterruptedException {
    RefreshBenchmark benchmark = new RefreshBenchmark();
    try (ClientLoop loop = new ClientLoop(1);
        TrialDaemon daemon = TrialDaemon.start(Wire.PLAINTEXT, loop)) {
      progress.now("refreshes: warming up");
      Refreshes ours = new Refreshes(daemon, daemon.adopt("refresh", CONNECTIONS));
      BarePosts client = BarePosts.withOurClient(daemon.server(), WORKERS);
      BarePosts socket = BarePosts.overSockets(daemon.server(), WORKERS);
      BlockingLoop workers = BlockingLoop.onVirtualThreads(WORKERS);
      var _ = workers.run(longer(length.dividedBy(2), WARM_UP), ours);
      var _ = workers.run(length.dividedBy(8), client);
      var _ = workers.run(length.dividedBy(8), socket);
      for (int round = 1; round <= ROUNDS; round++) {
        progress.now("refreshes: round " + round + " of " + ROUNDS);
        benchmark.fsyncs.add(Fsyncs.perSecond(length.dividedBy(8L * ROUNDS)));
        benchmark.sockets.add(workers.run(length.dividedBy(8L * ROUNDS), socket));
        benchmark.posts.add(workers.run(length.dividedBy(8L * ROUNDS), client));
        benchmark.refreshes.add(workers.run(length.dividedBy(ROUNDS), ours));
      }
      benchmark.reuses = daemon.server().report().reuseCount();
    }
    return benchmark;
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  private record Refreshes(TrialDaemon daemon, List<String> ids, AtomicInteger next)
      implements BlockingLoop.Turn {
    Refreshes(TrialDaemon daemon, List<String> ids) {
      this(daemon, ids, new AtomicInteger());
    }

    @Override
    public void run(int worker) {
      String id = ids.get(Math.floorMod(next.getAndIncrement(), ids.size()));
      var _ =
          ConnectionServiceGrpc.newBlockingStub(daemon.channel())
              .refreshConnection(RefreshConnectionRequest.newBuilder().setConnection(id).build());
    }
  }

  void into(Report report) {
    Table table =
        new Table(
            "Refreshes, " + WORKERS + " at a time",
            "",
            "a second",
            "p50 ms",
            "p99 ms",
            "us of CPU each");
    table.row("bare fsync of 1 KiB, one after the other", fsyncs(), "", "", "");
    row(table, "token request over a bare socket", sockets);
    row(table, "token request with our HTTP client", posts);
    row(table, "durable refresh", refreshes);
    report.add(table);
    report.add("refreshes_per_second", perSecond(refreshes).median());
    report.add("refresh_p50_ms", Spread.of(refreshes, Figures::p50).median());
    report.add("refresh_p99_ms", Spread.of(refreshes, Figures::p99).median());
    report.add("fsyncs_per_second", Spread.of(fsyncs).median());
    report.add("token_requests_per_second", perSecond(posts).median());
    report.add("socket_token_requests_per_second", perSecond(sockets).median());
    report.add("reuses", (double) reuses);
  }

  private String fsyncs() {
    return Numbers.whole(Spread.of(fsyncs));
  }

  private static void row(Table table, String name, List<Figures> rounds) {
    table.row(
        name,
        Numbers.whole(perSecond(rounds)),
        Numbers.exact(Spread.of(rounds, Figures::p50).median()),
        Numbers.exact(Spread.of(rounds, Figures::p99).median()),
        Numbers.whole(
            Spread.of(rounds, round -> round.each().serverMicros() + round.each().clientMicros())
                .median()));
  }

  private static Spread perSecond(List<Figures> rounds) {
    return Spread.of(rounds, Figures::perSecond);
  }
}
