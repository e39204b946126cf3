package io.rotakeep.bench.scale;

import io.grpc.ManagedChannel;
import io.rotakeep.bench.load.AsyncCall;
import io.rotakeep.bench.load.BlockingLoop;
import io.rotakeep.bench.load.ClosedLoop;
import io.rotakeep.bench.load.Figures;
import io.rotakeep.bench.load.PacedLoop;
import io.rotakeep.bench.load.Spread;
import io.rotakeep.bench.trial.ClientLoop;
import io.rotakeep.bench.trial.TokenCalls;
import io.rotakeep.bench.trial.TrialDaemon;
import io.rotakeep.bench.trial.Wire;
import io.rotakeep.v1.BackupRequest;
import io.rotakeep.v1.BackupResponse;
import io.rotakeep.v1.ConnectionServiceGrpc;
import io.rotakeep.v1.RefreshConnectionRequest;
import io.rotakeep.v1.SystemServiceGrpc;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** What hits and refreshes notice of backups that are taken one after the other, in turns. */
public final class BackupBenchmark {
  private static final int ROUNDS = 5;
  private static final int PER_SECOND = 1_000;
  private static final int HOT = 100;
  private static final int REFRESHED = 256;
  private static final int WORKERS = 16;

  private final TrialDaemon daemon;
  private final List<Double> seconds = new ArrayList<>();
  private long bytes;

  private BackupBenchmark(TrialDaemon daemon) {
    this.daemon = daemon;
  }

  /** Takes the number of connections, and the seconds of one measurement. */
  public static void main(String[] args) throws IOException, InterruptedException {
    int connections = Integer.parseInt(args[0]);
    try (ClientLoop loop = new ClientLoop(1);
        TrialDaemon daemon = TrialDaemon.start(Wire.PLAINTEXT, loop, connections)) {
      new BackupBenchmark(daemon).run(Duration.ofSeconds(Long.parseLong(args[1])));
    }
  }

  private void run(Duration length) throws IOException, InterruptedException {
    ManagedChannel reader = daemon.open();
    AsyncCall hits = TokenCalls.inTurn(reader, TrialDaemon.ids(TrialDaemon.PREFIX, 0, HOT));
    BlockingLoop.Turn refreshes = refreshes(daemon.adopt("refresh", REFRESHED));
    BlockingLoop workers = BlockingLoop.onVirtualThreads(WORKERS);
    new ClosedLoop(hits, WORKERS).run(length);
    var _ = workers.run(length, refreshes);
    takeOne();
    Series quiet = new Series();
    Series busy = new Series();
    for (int round = 1; round <= ROUNDS; round++) {
      System.err.println("round " + round + " of " + ROUNDS);
      quiet.hits.add(new PacedLoop(hits, PER_SECOND).run(length));
      quiet.refreshes.add(workers.run(length, refreshes));
      Backups backups = new Backups();
      busy.hits.add(new PacedLoop(hits, PER_SECOND).run(length));
      busy.refreshes.add(workers.run(length, refreshes));
      backups.end();
    }
    reader.shutdownNow();
    quiet.tell("without a backup");
    busy.tell("during backups");
    System.out.printf(
        "%d backups of %d MB each, median %.1f s%n",
        seconds.size(), bytes / 1_000_000, Spread.of(seconds).median());
  }

  private static final class Series {
    private final List<Figures> hits = new ArrayList<>();
    private final List<Figures> refreshes = new ArrayList<>();

    void tell(String name) {
      System.out.printf(
          "%s: hit p50 %.2f ms, p99 %.2f ms; %.0f refreshes/s, p99 %.1f ms%n",
          name,
          Spread.of(hits, Figures::p50).median(),
          Spread.of(hits, Figures::p99).median(),
          Spread.of(refreshes, Figures::perSecond).median(),
          Spread.of(refreshes, Figures::p99).median());
    }
  }

  private BlockingLoop.Turn refreshes(List<String> ids) {
    AtomicInteger next = new AtomicInteger();
    return _ -> {
      String id = ids.get(Math.floorMod(next.getAndIncrement(), ids.size()));
      var _ =
          ConnectionServiceGrpc.newBlockingStub(daemon.channel())
              .refreshConnection(RefreshConnectionRequest.newBuilder().setConnection(id).build());
    };
  }

  private void takeOne() {
    long begun = System.nanoTime();
    bytes = 0;
    Iterator<BackupResponse> chunks =
        SystemServiceGrpc.newBlockingStub(daemon.channel())
            .backup(BackupRequest.getDefaultInstance());
    while (chunks.hasNext()) {
      bytes += chunks.next().getChunk().size();
    }
    seconds.add((double) (System.nanoTime() - begun) / 1e9);
  }

  /** One after the other, until they are ended. */
  private final class Backups {
    private final AtomicBoolean goOn = new AtomicBoolean(true);
    private final Thread thread =
        Thread.ofPlatform()
            .start(
                () -> {
                  while (goOn.get()) {
                    takeOne();
                  }
                });

    void end() throws InterruptedException {
      goOn.set(false);
      thread.join();
    }
  }
}
