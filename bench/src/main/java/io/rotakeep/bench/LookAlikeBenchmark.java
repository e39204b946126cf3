package io.rotakeep.bench;

import io.grpc.ManagedChannel;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.rotakeep.bench.load.Latencies;
import io.rotakeep.bench.report.Numbers;
import io.rotakeep.bench.report.Report;
import io.rotakeep.bench.report.Table;
import io.rotakeep.bench.trial.ClientLoop;
import io.rotakeep.bench.trial.TrialDaemon;
import io.rotakeep.bench.trial.Wire;
import io.rotakeep.v1.GetAccessTokenRequest;
import io.rotakeep.v1.TokenServiceGrpc;
import io.rotakeep.v1.TokenServiceGrpc.TokenServiceBlockingStub;
import java.io.IOException;
import java.util.List;

/**
 * How long a refusal takes, for a connection that the caller may not know of and for one that does
 * not exist, in turn. The caller has a policy by label, so that labels are looked up for both.
 */
final class LookAlikeBenchmark {
  private static final int WARM = 2_000;
  private static final int MEASURED = 10_000;
  private static final int STORED = 100;

  private final Latencies forbidden = new Latencies();
  private final Latencies unknown = new Latencies();

  private LookAlikeBenchmark() {}

  static LookAlikeBenchmark run(Progress progress) throws IOException, InterruptedException {
    progress.now("refusals");
    LookAlikeBenchmark benchmark = new LookAlikeBenchmark();
    try (ClientLoop loop = new ClientLoop(1);
        TrialDaemon daemon = TrialDaemon.start(Wire.MUTUAL_TLS, loop)) {
      List<String> there = daemon.adopt("foreign", STORED);
      ManagedChannel application = daemon.open();
      TokenServiceBlockingStub tokens = TokenServiceGrpc.newBlockingStub(application);
      Latencies unmeasured = new Latencies();
      for (int i = 0; i < WARM + MEASURED; i++) {
        boolean warm = i < WARM;
        String known = there.get(i % STORED);
        // Which comes first changes, so that neither always finds what the other left.
        if (i % 2 == 0) {
          refuse(tokens, known, warm ? unmeasured : benchmark.forbidden);
          refuse(tokens, "foreigm/" + i % STORED, warm ? unmeasured : benchmark.unknown);
        } else {
          refuse(tokens, "foreigm/" + i % STORED, warm ? unmeasured : benchmark.unknown);
          refuse(tokens, known, warm ? unmeasured : benchmark.forbidden);
        }
      }
      application.shutdownNow();
    }
    return benchmark;
  }

  private static void refuse(TokenServiceBlockingStub tokens, String id, Latencies latencies) {
    long begun = System.nanoTime();
    try {
      var _ = tokens.getAccessToken(GetAccessTokenRequest.newBuilder().setConnection(id).build());
      throw new IllegalStateException(id + " was handed out");
    } catch (StatusRuntimeException e) {
      latencies.add(System.nanoTime() - begun);
      if (e.getStatus().getCode() != Code.PERMISSION_DENIED) {
        throw e;
      }
    }
  }

  void into(Report report) {
    Table table =
        new Table(
            "Refusals, " + MEASURED + " of each in turn",
            "",
            "p10 ms",
            "p50 ms",
            "p90 ms",
            "p99 ms");
    row(table, "may not be known of", forbidden);
    row(table, "does not exist", unknown);
    report.add(table);
    report.add("refused_forbidden_p50_ms", forbidden.millis(50));
    report.add("refused_unknown_p50_ms", unknown.millis(50));
  }

  private static void row(Table table, String name, Latencies seen) {
    table.row(
        name,
        Numbers.exact(seen.millis(10)),
        Numbers.exact(seen.millis(50)),
        Numbers.exact(seen.millis(90)),
        Numbers.exact(seen.millis(99)));
  }
}
