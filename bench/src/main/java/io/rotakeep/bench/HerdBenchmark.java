package io.rotakeep.bench;

import com.google.common.util.concurrent.ListenableFuture;
import io.grpc.ManagedChannel;
import io.rotakeep.bench.report.Numbers;
import io.rotakeep.bench.report.Report;
import io.rotakeep.bench.report.Table;
import io.rotakeep.bench.trial.ClientLoop;
import io.rotakeep.bench.trial.TrialDaemon;
import io.rotakeep.bench.trial.Wire;
import io.rotakeep.v1.GetAccessTokenRequest;
import io.rotakeep.v1.GetAccessTokenResponse;
import io.rotakeep.v1.TokenServiceGrpc;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Ten thousand callers at once on a connection that has no living access token. They come from
 * sixteen processes' worth of channels: one channel carries 1,024 calls at a time.
 *
 * @param tokenRequests how often the server was asked, which must be once
 * @param answered how many callers got the same fresh token
 * @param beyondLatency from the first call to the last answer, less the server's own latency
 */
record HerdBenchmark(int callers, long tokenRequests, int answered, Duration beyondLatency) {
  private static final int CALLERS = 10_000;
  private static final int CHANNELS = 16;
  private static final int HERDS = 10;
  private static final Duration LATENCY = Duration.ofMillis(500);

  static HerdBenchmark run(Progress progress) throws IOException, InterruptedException {
    progress.now("a herd of " + CALLERS + " callers");
    List<ManagedChannel> channels = new ArrayList<>();
    try (ClientLoop loop = new ClientLoop(2);
        TrialDaemon daemon = TrialDaemon.start(Wire.PLAINTEXT, loop)) {
      List<String> ids = daemon.adopt("herd", HERDS);
      for (int i = 0; i < CHANNELS; i++) {
        channels.add(daemon.open());
      }
      // Herds on other connections first: the last is measured on a warm JVM.
      for (String id : ids.subList(0, HERDS - 1)) {
        var _ = herd(daemon, channels, id);
      }
      return herd(daemon, channels, ids.getLast());
    } finally {
      channels.forEach(ManagedChannel::shutdownNow);
    }
  }

  void into(Report report) {
    Table table =
        new Table(
            "A herd on one connection",
            "callers",
            "answered",
            "token requests",
            "ms beyond the server's latency");
    table.row(
        Integer.toString(callers),
        Integer.toString(answered),
        Long.toString(tokenRequests),
        Numbers.whole((double) beyondLatency.toMillis()));
    report.add(table);
    report.add("herd_callers", callers);
    report.add("herd_answered", answered);
    report.add("herd_token_requests", (double) tokenRequests);
    report.add("herd_beyond_latency_ms", beyondLatency.toNanos() / 1e6);
  }

  private static HerdBenchmark herd(TrialDaemon daemon, List<ManagedChannel> channels, String id)
      throws InterruptedException {
    daemon.server().behaviour().tokenPace().latency(LATENCY);
    long before = daemon.server().report().tokenRequests();
    List<TokenServiceGrpc.TokenServiceFutureStub> stubs =
        channels.stream()
            .map(c -> TokenServiceGrpc.newFutureStub(c).withDeadlineAfter(30, TimeUnit.SECONDS))
            .toList();
    GetAccessTokenRequest request = GetAccessTokenRequest.newBuilder().setConnection(id).build();
    List<ListenableFuture<GetAccessTokenResponse>> asked = new ArrayList<>();
    long start = System.nanoTime();
    for (int i = 0; i < CALLERS; i++) {
      asked.add(stubs.get(i % CHANNELS).getAccessToken(request));
    }
    int answered = 0;
    for (ListenableFuture<GetAccessTokenResponse> future : asked) {
      try {
        answered += future.get().getGeneration() == 2 ? 1 : 0;
      } catch (ExecutionException e) {
        throw new IllegalStateException("a caller of the herd got no token", e.getCause());
      }
    }
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    long requests = daemon.server().report().tokenRequests() - before;
    return new HerdBenchmark(CALLERS, requests, answered, took.minus(LATENCY));
  }
}
