package io.rotakeep.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * All figures of one run. Absolute numbers belong to the machine and its noise; the ratios are what
 * can be compared.
 */
public final class BenchReport {
  private final Map<String, Double> figures = new LinkedHashMap<>();

  private BenchReport() {}

  /**
   * @param length of each measurement, warm-up not counted
   */
  public static BenchReport measure(Duration length) throws IOException, InterruptedException {
    BenchReport report = new BenchReport();
    HitBenchmark.Result hits = HitBenchmark.run(length);
    report.figures.put("hit_ratio", hits.ratio());
    report.figures.put("hits_per_second", hits.daemon().perSecond());
    report.figures.put("echoes_per_second", hits.echo().perSecond());
    report.figures.put("hit_p50_ms", hits.daemon().p50());
    report.figures.put("hit_p99_ms", hits.daemon().p99());
    report.figures.put("echo_p99_ms", hits.echo().p99());
    RefreshBenchmark.Result refreshes = RefreshBenchmark.run(length);
    report.figures.put("refreshes_per_second", refreshes.refreshesPerSecond());
    report.figures.put("fsyncs_per_second", refreshes.fsyncsPerSecond());
    report.figures.put("reuses", (double) refreshes.reuses());
    HerdBenchmark.Result herd = HerdBenchmark.run();
    report.figures.put("herd_callers", (double) herd.callers());
    report.figures.put("herd_answered", (double) herd.answered());
    report.figures.put("herd_token_requests", (double) herd.tokenRequests());
    report.figures.put("herd_beyond_latency_ms", herd.beyondLatency().toNanos() / 1e6);
    return report;
  }

  /** One aligned line a figure. */
  public String toText() {
    StringBuilder text = new StringBuilder();
    figures.forEach(
        (name, value) -> text.append(String.format(Locale.ROOT, "%-24s %,12.2f%n", name, value)));
    return text.toString();
  }

  public String toJson() {
    StringBuilder json = new StringBuilder("{");
    figures.forEach(
        (name, value) ->
            json.append(json.length() == 1 ? "" : ", ")
                .append(String.format(Locale.ROOT, "\"%s\": %.3f", name, value)));
    return json.append("}").toString();
  }
}
