package io.rotakeep.bench.scale;

import io.grpc.ManagedChannel;
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
 * What callers feel of it when a store is brought under a new key term: hits of a daemon while it
 * does so, and while it does not. With several terms one after the other the two take turns, so
 * that the neighbours on the machine bear on both alike.
 */
public final class RewrapBenchmark {
  private static final int HOT = 100;
  private static final int PER_SECOND = 1_000;
  private static final int QUIET_TURNS = 8;

  /** Until what it runs through is compiled; a daemon has run for days. */
  private static final int TURNS_OF_WARMING = 45;

  private static final Duration TURN = Duration.ofSeconds(2);

  private final PacedLoop hits;
  private final SystemServiceBlockingStub system;
  private final List<Figures> quiet = new ArrayList<>();
  private final List<Figures> during = new ArrayList<>();
  private double seconds;
  private long records;

  private RewrapBenchmark(ManagedChannel channel) {
    List<String> ids = TrialDaemon.ids(ScaledStore.PREFIX, 0, HOT);
    this.hits = new PacedLoop(TokenCalls.inTurn(channel, ids), PER_SECOND);
    this.system = SystemServiceGrpc.newBlockingStub(channel);
  }

  /** Takes a directory for the store, the number of connections, and how many terms are added. */
  public static void main(String[] args) throws IOException, InterruptedException {
    ScaledStore store = ScaledStore.in(Path.of(args[0]), Integer.parseInt(args[1]), _ -> {});
    int terms = Integer.parseInt(args[2]);
    try (ClientLoop loop = new ClientLoop(1);
        ScaledProcess daemon = ScaledProcess.start(store, List.of())) {
      ManagedChannel channel = loop.open(daemon.address(), null);
      try {
        RewrapBenchmark benchmark = new RewrapBenchmark(channel);
        benchmark.run(terms);
        benchmark.tell();
      } finally {
        channel.shutdownNow();
      }
    }
  }

  private void run(int terms) throws InterruptedException {
    for (int i = 0; i < TURNS_OF_WARMING; i++) {
      var _ = hits.run(TURN);
    }
    for (int term = 0; term < terms; term++) {
      quietly();
      long begun = System.nanoTime();
      var _ = system.rotateKeys(RotateKeysRequest.getDefaultInstance());
      long left;
      do {
        during.add(hits.run(TURN));
        left = system.getStatus(GetStatusRequest.getDefaultInstance()).getRewrap().getTotal();
        records = Math.max(records, left);
      } while (left > 0);
      seconds += (double) (System.nanoTime() - begun) / 1e9;
    }
    quietly();
    // Encrypting is compiled only while it is done. A small store has few turns.
    during.subList(0, Math.min(TURNS_OF_WARMING, during.size() / 2)).clear();
  }

  private void quietly() throws InterruptedException {
    for (int i = 0; i < QUIET_TURNS; i++) {
      quiet.add(hits.run(TURN));
    }
  }

  private void tell() {
    System.out.printf(
        "%d records brought under each new term and proven, in %.0f s in all%n", records, seconds);
    tell("without", quiet);
    tell("while records are encrypted anew", during);
    System.out.printf(
        "hit p99 while, by without: %.3f; p50: %.3f%n",
        p99(during).median() / p99(quiet).median(),
        Spread.of(during, Figures::p50).median() / Spread.of(quiet, Figures::p50).median());
  }

  private static void tell(String when, List<Figures> turns) {
    Spread p99 = p99(turns);
    System.out.printf(
        "%s, %d turns of %d s at %d hits/s: p50 %.3f ms, p99 %.3f ms (%.3f to %.3f)%n",
        when,
        turns.size(),
        TURN.toSeconds(),
        PER_SECOND,
        Spread.of(turns, Figures::p50).median(),
        p99.median(),
        p99.low(),
        p99.high());
  }

  private static Spread p99(List<Figures> turns) {
    return Spread.of(turns, Figures::p99);
  }
}
