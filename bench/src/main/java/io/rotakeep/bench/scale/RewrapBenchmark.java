package io.rotakeep.bench.scale;

import io.grpc.ManagedChannel;
import io.rotakeep.bench.load.AsyncCall;
import io.rotakeep.bench.load.Figures;
import io.rotakeep.bench.load.PacedLoop;
import io.rotakeep.bench.load.Spread;
import io.rotakeep.bench.trial.ClientLoop;
import io.rotakeep.bench.trial.TokenCalls;
import io.rotakeep.bench.trial.TrialDaemon;
import io.rotakeep.v1.GetStatusRequest;
import io.rotakeep.v1.RotateKeysRequest;
import io.rotakeep.v1.SystemServiceGrpc;
import io.rotakeep.v1.SystemServiceGrpc.SystemServiceBlockingStub;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What callers feel of it when a store is brought under a new key term: hits of a daemon before,
 * while and after it does so. A twin on as large a store that does not is measured in turns with
 * it, and shows how much of the difference is the machine's: neighbours, and the processor that the
 * rewrap itself takes from both.
 */
public final class RewrapBenchmark {
  private static final int HOT = 100;
  private static final int PER_SECOND = 1_000;
  private static final int QUIET_ROUNDS = 10;
  private static final Duration TURN = Duration.ofSeconds(5);

  private final AsyncCall twin;
  private final AsyncCall rewrapping;
  private final SystemServiceBlockingStub system;

  private RewrapBenchmark(ManagedChannel toTwin, ManagedChannel toRewrapping) {
    List<String> ids = TrialDaemon.ids(ScaledStore.PREFIX, 0, HOT);
    this.twin = TokenCalls.inTurn(toTwin, ids);
    this.rewrapping = TokenCalls.inTurn(toRewrapping, ids);
    this.system = SystemServiceGrpc.newBlockingStub(toRewrapping);
  }

  /** Takes a directory for the stores and the number of connections. */
  public static void main(String[] args) throws IOException, InterruptedException {
    int connections = Integer.parseInt(args[1]);
    ScaledStore one = store(Path.of(args[0], "twin"), connections);
    ScaledStore other = store(Path.of(args[0], "rewrapping"), connections);
    try (ClientLoop loop = new ClientLoop(1);
        ScaledProcess first = ScaledProcess.start(one, List.of());
        ScaledProcess second = ScaledProcess.start(other, List.of())) {
      ManagedChannel toTwin = loop.open(first.address(), null);
      ManagedChannel toRewrapping = loop.open(second.address(), null);
      try {
        new RewrapBenchmark(toTwin, toRewrapping).run(second);
      } finally {
        toTwin.shutdownNow();
        toRewrapping.shutdownNow();
      }
    }
  }

  private static ScaledStore store(Path root, int connections) throws IOException {
    return ScaledStore.in(root, connections, _ -> {});
  }

  /** The p99 of both in one turn each. */
  private record Turn(Figures twin, Figures rewrapping) {
    double ratio() {
      return rewrapping.p99() / twin.p99();
    }
  }

  private void run(ScaledProcess daemon) throws InterruptedException {
    for (int i = 0; i < QUIET_ROUNDS / 2; i++) {
      var _ = turn();
    }
    List<Turn> quiet = new ArrayList<>();
    for (int i = 0; i < QUIET_ROUNDS; i++) {
      quiet.add(turn());
    }
    long begun = System.nanoTime();
    Duration used = daemon.processorTime();
    long term = system.rotateKeys(RotateKeysRequest.getDefaultInstance()).getKeyTerm();
    List<Turn> during = new ArrayList<>();
    long records = 0;
    do {
      during.add(turn());
      records = Math.max(records, records());
    } while (records() > 0);
    double seconds = (double) (System.nanoTime() - begun) / 1e9;
    double busy = (double) daemon.processorTime().minus(used).toNanos() / 1e9;
    System.out.printf(
        "%d records brought under term %d and proven in %.0f s, %.0f records/s, beside hits%n",
        records, term, seconds, (double) records / seconds);
    System.out.printf("processor time of that daemon, hits included: %.1f s%n", busy);
    for (int i = 0; i < QUIET_ROUNDS; i++) {
      quiet.add(turn());
    }
    tell("before and after", quiet);
    tell("during", during);
    System.out.printf(
        "hit p99 during by that before and after: %.3f; the twin's: %.3f%n",
        p99(during) / p99(quiet),
        Spread.of(during, turn -> turn.twin().p99()).median()
            / Spread.of(quiet, turn -> turn.twin().p99()).median());
  }

  private static double p99(List<Turn> turns) {
    return Spread.of(turns, turn -> turn.rewrapping().p99()).median();
  }

  /** 0 once all is proven. */
  private long records() {
    return system.getStatus(GetStatusRequest.getDefaultInstance()).getRewrap().getTotal();
  }

  private Turn turn() throws InterruptedException {
    return new Turn(
        new PacedLoop(twin, PER_SECOND).run(TURN), new PacedLoop(rewrapping, PER_SECOND).run(TURN));
  }

  private static Spread ratio(List<Turn> turns) {
    return Spread.of(turns, Turn::ratio);
  }

  private static void tell(String when, List<Turn> turns) {
    Spread ratio = ratio(turns);
    System.out.printf(
        "%s, %d turns: twin p99 %.3f ms, this one %.3f ms, ratio %.3f (%.3f to %.3f)%n",
        when,
        turns.size(),
        Spread.of(turns, turn -> turn.twin().p99()).median(),
        Spread.of(turns, turn -> turn.rewrapping().p99()).median(),
        ratio.median(),
        ratio.low(),
        ratio.high());
  }
}
