package io.rotakeep.bench;

import io.grpc.ManagedChannel;
import io.rotakeep.v1.GetAccessTokenRequest;
import io.rotakeep.v1.GetAccessTokenResponse;
import io.rotakeep.v1.TokenServiceGrpc;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Hits, with policy and audit, beside a bare echo of the same answer; in turns, in one run. */
final class HitBenchmark {
  private static final int IN_FLIGHT = 64;
  private static final int CONNECTIONS = 100;
  private static final int TURNS = 5;

  private HitBenchmark() {}

  /**
   * @param ratio the median of the turns' ratios
   */
  record Result(ClosedLoop.Figures daemon, ClosedLoop.Figures echo, double ratio) {}

  static Result run(Duration seconds) throws IOException, InterruptedException {
    try (TrialDaemon daemon = TrialDaemon.start(Duration.ofHours(1))) {
      List<String> ids = daemon.connections("hit", CONNECTIONS);
      GetAccessTokenResponse answer = warmed(daemon, ids);
      try (EchoServer echo = EchoServer.start(answer)) {
        return inTurns(daemon.newChannel(), echo.newChannel(), ids, seconds.dividedBy(2L * TURNS));
      }
    }
  }

  private static GetAccessTokenResponse warmed(TrialDaemon daemon, List<String> ids) {
    var stub = TokenServiceGrpc.newBlockingStub(daemon.channel());
    GetAccessTokenResponse last = GetAccessTokenResponse.getDefaultInstance();
    for (String id : ids) {
      last = stub.getAccessToken(GetAccessTokenRequest.newBuilder().setConnection(id).build());
    }
    return last;
  }

  private static Result inTurns(
      ManagedChannel toDaemon, ManagedChannel toEcho, List<String> ids, Duration turn)
      throws InterruptedException {
    ClosedLoop daemon = new ClosedLoop(toDaemon, ids, IN_FLIGHT);
    ClosedLoop echo = new ClosedLoop(toEcho, ids, IN_FLIGHT);
    try {
      // A JVM needs its time before a figure means anything.
      daemon.run(turn.multipliedBy(2));
      echo.run(turn.multipliedBy(2));
      List<Result> turns = new ArrayList<>();
      for (int i = 0; i < TURNS; i++) {
        ClosedLoop.Figures ours = daemon.run(turn);
        ClosedLoop.Figures bare = echo.run(turn);
        turns.add(new Result(ours, bare, ours.perSecond() / bare.perSecond()));
      }
      turns.sort(Comparator.comparingDouble(Result::ratio));
      return turns.get(TURNS / 2);
    } finally {
      toDaemon.shutdownNow();
      toEcho.shutdownNow();
    }
  }
}
