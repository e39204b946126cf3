package io.rotakeep.bench;

import io.rotakeep.bench.load.Latencies;
import io.rotakeep.bench.report.Numbers;
import io.rotakeep.bench.report.Report;
import io.rotakeep.bench.report.Table;
import io.rotakeep.bench.trial.ClientLoop;
import io.rotakeep.bench.trial.TrialDaemon;
import io.rotakeep.bench.trial.Wire;
import io.rotakeep.client.AccessToken;
import io.rotakeep.client.RotakeepClient;
import io.rotakeep.client.RotakeepException;
import io.rotakeep.client.Watch;
import io.rotakeep.v1.ConnectionServiceGrpc;
import io.rotakeep.v1.ConnectionServiceGrpc.ConnectionServiceBlockingStub;
import io.rotakeep.v1.RevokeConnectionRequest;
import java.io.IOException;
import java.util.List;

/**
 * How long an application that watches goes on having a token at hand after the daemon has
 * confirmed its revocation, one connection after another.
 */
final class RevocationBenchmark {
  private static final int WARM = 100;
  private static final int MEASURED = 400;

  private final Latencies seen = new Latencies();

  private RevocationBenchmark() {}

  static RevocationBenchmark run(Progress progress) throws IOException, InterruptedException {
    progress.now("revocations");
    RevocationBenchmark benchmark = new RevocationBenchmark();
    List<String> ids = TrialDaemon.ids("revoke", 0, WARM + MEASURED);
    try (ClientLoop loop = new ClientLoop(1);
        TrialDaemon daemon = TrialDaemon.start(Wire.PLAINTEXT, loop);
        RotakeepClient client =
            RotakeepClient.builder()
                .address(daemon.address())
                .watch(Watch.connections(ids))
                .build()) {
      var _ = daemon.adopt("revoke", ids.size());
      ids.forEach(id -> awaitAtHand(client, id));
      ConnectionServiceBlockingStub operator =
          ConnectionServiceGrpc.newBlockingStub(daemon.channel());
      Latencies unmeasured = new Latencies();
      ids.subList(0, WARM).forEach(id -> revoke(operator, client, id, unmeasured));
      ids.subList(WARM, ids.size()).forEach(id -> revoke(operator, client, id, benchmark.seen));
    }
    return benchmark;
  }

  /** Two calls give two objects; once the stream has brought the token it is always the same. */
  private static void awaitAtHand(RotakeepClient client, String id) {
    AccessToken before = client.accessToken(id);
    AccessToken after = client.accessToken(id);
    while (before != after) {
      before = after;
      after = client.accessToken(id);
    }
  }

  private static void revoke(
      ConnectionServiceBlockingStub operator,
      RotakeepClient client,
      String id,
      Latencies latencies) {
    var _ =
        operator.revokeConnection(RevokeConnectionRequest.newBuilder().setConnection(id).build());
    long confirmed = System.nanoTime();
    while (isAtHand(client, id)) {
      Thread.onSpinWait();
    }
    latencies.add(System.nanoTime() - confirmed);
  }

  private static boolean isAtHand(RotakeepClient client, String id) {
    try {
      return !client.accessToken(id).value().isEmpty();
    } catch (RotakeepException _) {
      return false;
    }
  }

  void into(Report report) {
    Table table =
        new Table("From a revocation's answer to its sight", "", "p50 ms", "p99 ms", "longest ms");
    table.row(
        "client that watches, " + MEASURED + " connections",
        Numbers.exact(seen.millis(50)),
        Numbers.exact(seen.millis(99)),
        Numbers.exact(seen.millis(100)));
    report.add(table);
    report.add("revocation_seen_p50_ms", seen.millis(50));
    report.add("revocation_seen_p99_ms", seen.millis(99));
    report.add("revocation_seen_longest_ms", seen.millis(100));
  }
}
