package io.rotakeep.bench;

import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.rotakeep.bench.load.AsyncCall;
import io.rotakeep.bench.load.ClosedLoop;
import io.rotakeep.bench.load.Figures;
import io.rotakeep.bench.load.PacedLoop;
import io.rotakeep.bench.report.Numbers;
import io.rotakeep.bench.report.Report;
import io.rotakeep.bench.report.Table;
import io.rotakeep.bench.trial.ClientLoop;
import io.rotakeep.bench.trial.EchoServer;
import io.rotakeep.bench.trial.TokenCalls;
import io.rotakeep.v1.GetAccessTokenRequest;
import io.rotakeep.v1.GetAccessTokenResponse;
import io.rotakeep.v1.TokenServiceGrpc;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * Hits on a daemon that others use too: gently, on one connection whose token lives, which spends
 * nothing and leaves lines in the audit. The echo beside it is on this machine, without TLS.
 */
final class AddressedBenchmark {
  private static final int IN_FLIGHT = 8;
  private static final int ROUNDS = 5;
  private static final int PER_SECOND = 500;

  private final Contender echo = new Contender();
  private final Contender hit = new Contender();

  private AddressedBenchmark() {}

  static AddressedBenchmark run(
      Channel daemon, String connection, Duration length, Progress progress)
      throws IOException, InterruptedException {
    AddressedBenchmark benchmark = new AddressedBenchmark();
    GetAccessTokenRequest request =
        GetAccessTokenRequest.newBuilder().setConnection(connection).build();
    GetAccessTokenResponse answer =
        TokenServiceGrpc.newBlockingStub(daemon).getAccessToken(request);
    try (ClientLoop loop = new ClientLoop(1);
        EchoServer server = EchoServer.plain(answer)) {
      ManagedChannel toEcho = server.open(loop);
      try {
        benchmark.measure(
            TokenCalls.inTurn(daemon, List.of(connection)),
            TokenCalls.inTurn(toEcho, List.of(connection)),
            length,
            progress);
      } finally {
        toEcho.shutdownNow();
      }
    }
    return benchmark;
  }

  private void measure(AsyncCall hits, AsyncCall echoes, Duration length, Progress progress)
      throws InterruptedException {
    progress.now("warming up");
    new ClosedLoop(echoes, IN_FLIGHT).run(length.dividedBy(4));
    new ClosedLoop(hits, IN_FLIGHT).run(length.dividedBy(4));
    Duration turn = length.dividedBy(4L * ROUNDS);
    for (int round = 1; round <= ROUNDS; round++) {
      progress.now("round " + round + " of " + ROUNDS);
      echo.addClosed(new ClosedLoop(echoes, IN_FLIGHT).run(turn));
      hit.addClosed(new ClosedLoop(hits, IN_FLIGHT).run(turn));
      echo.addPaced(new PacedLoop(echoes, PER_SECOND).run(turn));
      hit.addPaced(new PacedLoop(hits, PER_SECOND).run(turn));
    }
  }

  void into(Report report) {
    Table table =
        new Table(
            "GetAccessToken of the addressed daemon, " + IN_FLIGHT + " in flight",
            "",
            "calls/s",
            "of echo",
            "p50 ms",
            "p99 ms",
            "p99.9 ms");
    row(table, "bare echo here", echo, "");
    row(table, "hit", hit, Numbers.ratio(hit.ratioTo(echo)));
    report.add(table);
    report.add("hit_ratio", hit.ratioTo(echo).median());
    report.add("hit_p50_ms", hit.paced(Figures::p50).median());
    report.add("hit_p99_ms", hit.paced(Figures::p99).median());
    report.add("hit_p999_ms", hit.paced(Figures::p999).median());
    report.add("hits_per_second", hit.perSecond().median());
    report.add("echoes_per_second", echo.perSecond().median());
    report.add("echo_p99_ms", echo.paced(Figures::p99).median());
  }

  private static void row(Table table, String name, Contender who, String ratio) {
    table.row(
        name,
        Numbers.whole(who.perSecond()),
        ratio,
        Numbers.exact(who.paced(Figures::p50).median()),
        Numbers.exact(who.paced(Figures::p99)),
        Numbers.exact(who.paced(Figures::p999).median()));
  }
}
