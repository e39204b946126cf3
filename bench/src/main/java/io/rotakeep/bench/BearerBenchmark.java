package io.rotakeep.bench;

import io.grpc.Channel;
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
import io.rotakeep.bench.trial.TrialTokens;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * A hit whose caller is known by a signed token, beside one whose caller is known by a certificate
 * and beside the bare echo, all over TLS and in turns. A second echo gets the token too and does
 * not look at it, so that what gRPC takes for the header can be told from what we take for the
 * caller.
 */
public final class BearerBenchmark {
  private static final int IN_FLIGHT = 64;
  private static final int HOT = 100;
  private static final int ROUNDS = 5;
  private static final int PER_SECOND = 2_000;

  private final Turn echo;
  private final Turn tokenEcho;
  private final Turn certificateHit;
  private final Turn tokenHit;
  private final List<Turn> turns;

  /**
   * One of those that are measured, and its calls.
   *
   * @param key how its figures begin
   */
  private record Turn(String key, Contender who, AsyncCall calls) {
    static Turn of(String key, Channel channel) {
      List<String> ids = TrialDaemon.ids(TrialDaemon.PREFIX, 0, HOT);
      return new Turn(key, new Contender(), TokenCalls.inTurn(channel, ids));
    }
  }

  /**
   * @param bare to the daemon, by which no certificate is shown
   */
  private BearerBenchmark(String token, Channel toEcho, Channel certified, Channel bare) {
    echo = Turn.of("echo", toEcho);
    tokenEcho = Turn.of("token_echo", TrialTokens.showing(token, toEcho));
    certificateHit = Turn.of("certificate_hit", certified);
    tokenHit = Turn.of("token_hit", TrialTokens.showing(token, bare));
    turns = List.of(echo, tokenEcho, certificateHit, tokenHit);
  }

  /** Takes the seconds of the measurement; warm-up takes as long again. */
  public static void main(String[] args) throws IOException, InterruptedException {
    TrialTokens tokens = new TrialTokens();
    String token = tokens.token();
    try (ClientLoop loop = new ClientLoop(1);
        TrialDaemon daemon = TrialDaemon.trusting(tokens, loop, HOT);
        EchoServer server = daemon.echo(TrialDaemon.PREFIX + "/0")) {
      ManagedChannel toEcho = server.open(loop);
      ManagedChannel certified = daemon.open();
      ManagedChannel bare = daemon.openBare();
      try {
        BearerBenchmark benchmark = new BearerBenchmark(token, toEcho, certified, bare);
        benchmark.measure(Duration.ofSeconds(Long.parseLong(args[0])));
        Report report = benchmark.report(token.length());
        System.out.println(report.toText());
        System.out.println(report.toJson());
      } finally {
        List.of(toEcho, certified, bare).forEach(ManagedChannel::shutdownNow);
      }
    }
  }

  private void measure(Duration length) throws InterruptedException {
    for (Turn turn : turns) {
      System.err.println("warming up: " + turn.key());
      var _ = new ClosedLoop(turn.calls(), IN_FLIGHT).run(length.dividedBy(turns.size()));
    }
    Duration each = length.dividedBy(2L * ROUNDS * turns.size());
    for (int round = 1; round <= ROUNDS; round++) {
      System.err.println("measuring round " + round + " of " + ROUNDS);
      for (Turn turn : turns) {
        turn.who().addClosed(new ClosedLoop(turn.calls(), IN_FLIGHT).run(each));
      }
      for (Turn turn : turns) {
        turn.who().addPaced(new PacedLoop(turn.calls(), PER_SECOND).run(each));
      }
    }
  }

  private Report report(int tokenLength) {
    Report report = new Report();
    HitTable table =
        new HitTable(
            "GetAccessToken over TLS, a token of %d characters, %d in flight"
                .formatted(tokenLength, IN_FLIGHT),
            echo.who());
    table.row("bare echo, shown a token", tokenEcho.who());
    table.row("hit, by certificate", certificateHit.who());
    table.row("hit, by token", tokenHit.who());
    report.add(table.table());
    for (Turn turn : turns) {
      report.add(turn.key() + "_per_second", turn.who().perSecond().median());
      report.add(turn.key() + "_ratio", turn.who().ratioTo(echo.who()).median());
      report.add(turn.key() + "_p99_ms", turn.who().paced(Figures::p99).median());
      report.add(turn.key() + "_server_bytes", turn.who().serverBytes());
    }
    Contender token = tokenHit.who();
    Contender certificate = certificateHit.who();
    report.add("token_by_certificate_ratio", token.ratioTo(certificate).median());
    report.add("token_by_certificate_cpu_ratio", token.thriftTo(certificate).median());
    return report;
  }
}
