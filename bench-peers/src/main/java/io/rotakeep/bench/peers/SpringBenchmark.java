package io.rotakeep.bench.peers;

import io.grpc.ManagedChannel;
import io.rotakeep.bench.load.BlockingLoop;
import io.rotakeep.bench.load.ClosedLoop;
import io.rotakeep.bench.load.Figures;
import io.rotakeep.bench.load.Spread;
import io.rotakeep.bench.report.Numbers;
import io.rotakeep.bench.report.Report;
import io.rotakeep.bench.report.Table;
import io.rotakeep.bench.trial.ClientLoop;
import io.rotakeep.bench.trial.TokenCalls;
import io.rotakeep.bench.trial.TrialDaemon;
import io.rotakeep.bench.trial.Wire;
import io.rotakeep.testkit.authorization.ClientKind;
import io.rotakeep.testkit.doubles.AuthorizationServerDouble;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Tokens that live, from our daemon and from Spring's manager, both over gRPC without TLS and in
 * turns; and Spring's refreshes, called in this process, against the same kind of server.
 */
final class SpringBenchmark {
  private static final int IN_FLIGHT = 64;
  private static final int CONNECTIONS = 100;
  private static final int ROUNDS = 5;
  private static final Duration LIFE = Duration.ofHours(1);

  private final List<Figures> ours = new ArrayList<>();
  private final List<Figures> springs = new ArrayList<>();
  private final List<Double> ratios = new ArrayList<>();
  private final InProcess inProcess = new InProcess();
  private final Figures refreshes;

  private SpringBenchmark(Figures refreshes) {
    this.refreshes = refreshes;
  }

  static SpringBenchmark run(Path directory, Duration length, Consumer<String> progress)
      throws IOException, InterruptedException {
    Files.createDirectories(directory);
    List<String> ids = TrialDaemon.ids(TrialDaemon.PREFIX, 0, CONNECTIONS);
    try (ClientLoop loop = new ClientLoop(1);
        TrialDaemon daemon = TrialDaemon.start(Wire.PLAINTEXT, loop, CONNECTIONS)) {
      SpringBenchmark benchmark =
          new SpringBenchmark(refreshes(directory, daemon.server(), length, progress));
      try (SpringClients clients =
              SpringClients.in(
                  Files.createTempDirectory(directory, "hits-"),
                  daemon.server(),
                  Duration.ofSeconds(60));
          SpringRpc rpc = new SpringRpc(clients)) {
        ids.forEach(id -> clients.adopt(id, "refresh-" + id, LIFE));
        ManagedChannel toDaemon = daemon.open();
        ManagedChannel toSpring = loop.open(rpc.address(), null);
        try {
          benchmark.hits(
              new ClosedLoop(TokenCalls.inTurn(toDaemon, ids), IN_FLIGHT),
              new ClosedLoop(TokenCalls.inTurn(toSpring, ids), IN_FLIGHT),
              length,
              progress);
        } finally {
          toDaemon.shutdownNow();
          toSpring.shutdownNow();
        }
        benchmark.inProcess.measure(daemon.address(), clients, ids, length, progress);
      }
      return benchmark;
    }
  }

  private void hits(
      ClosedLoop daemon, ClosedLoop spring, Duration length, Consumer<String> progress)
      throws InterruptedException {
    progress.accept("Spring: warming up");
    daemon.run(length.dividedBy(4));
    spring.run(length.dividedBy(4));
    Duration turn = length.dividedBy(2L * ROUNDS);
    for (int round = 1; round <= ROUNDS; round++) {
      progress.accept("Spring: round " + round + " of " + ROUNDS);
      Figures theirs = spring.run(turn);
      Figures own = daemon.run(turn);
      springs.add(theirs);
      ours.add(own);
      ratios.add(own.perSecond() / theirs.perSecond());
    }
  }

  /** Each worker refreshes one principal, so that no token is ever presented twice. */
  private static Figures refreshes(
      Path directory, AuthorizationServerDouble server, Duration length, Consumer<String> progress)
      throws IOException {
    progress.accept("Spring: refreshes");
    try (SpringClients clients =
        SpringClients.in(
            Files.createTempDirectory(directory, "refreshes-"), server, LIFE.multipliedBy(2))) {
      for (int i = 0; i < IN_FLIGHT; i++) {
        String token = server.grant(server.client(ClientKind.PUBLIC), "spring-" + i, "api");
        clients.adopt("spring-" + i, token, LIFE);
      }
      BlockingLoop.Turn refresh = worker -> clients.token("spring-" + worker);
      BlockingLoop workers = BlockingLoop.onVirtualThreads(IN_FLIGHT);
      var _ = workers.run(length.dividedBy(4), refresh);
      return workers.run(length.dividedBy(2), refresh);
    }
  }

  void into(Report report) {
    Table table =
        new Table(
            "Beside Spring Security's manager with JDBC, over gRPC",
            "",
            "calls/s",
            "of Spring's",
            "p50 ms",
            "p99 ms");
    row(table, "Spring, token that lives", springs, "");
    row(table, "rotakeep, hit", ours, Numbers.ratio(Spread.of(ratios)));
    row(table, "Spring, refresh in process, nothing forced", List.of(refreshes), "");
    report.add(table);
    report.add("spring_hits_per_second", Spread.of(springs, Figures::perSecond).median());
    report.add("spring_ratio", Spread.of(ratios).median());
    inProcess.into(report);
    report.add("spring_refreshes_per_second", refreshes.perSecond());
  }

  private static void row(Table table, String name, List<Figures> rounds, String ratio) {
    table.row(
        name,
        Numbers.whole(Spread.of(rounds, Figures::perSecond)),
        ratio,
        Numbers.exact(Spread.of(rounds, Figures::p50).median()),
        Numbers.exact(Spread.of(rounds, Figures::p99).median()));
  }
}
