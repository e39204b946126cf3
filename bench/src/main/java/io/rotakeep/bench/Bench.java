package io.rotakeep.bench;

import io.grpc.Channel;
import io.rotakeep.bench.report.Report;
import io.rotakeep.bench.trial.Wire;
import java.io.IOException;
import java.time.Duration;

/** What {@code rotakeep bench} measures. */
public final class Bench {
  private Bench() {}

  /**
   * On daemons that it starts in this process: hits and misses over each kind of connection,
   * durable refreshes, a herd, revocations, refusals.
   *
   * @param length of each measurement, warm-up not counted
   */
  public static Report own(Duration length, Progress progress)
      throws IOException, InterruptedException {
    Report report = new Report();
    hits(report, length, progress);
    RefreshBenchmark.run(length, progress).into(report);
    HerdBenchmark.run(progress).into(report);
    RevocationBenchmark.run(progress).into(report);
    LookAlikeBenchmark.run(progress).into(report);
    return report;
  }

  /**
   * On a daemon that runs: only what harms nobody.
   *
   * @param connection one whose access token lives
   */
  public static Report addressed(
      Channel daemon, String connection, Duration length, Progress progress)
      throws IOException, InterruptedException {
    Report report = new Report();
    AddressedBenchmark.run(daemon, connection, length, progress).into(report);
    return report;
  }

  /** The figures without a prefix are those that production has: mutual TLS. */
  private static void hits(Report report, Duration length, Progress progress)
      throws IOException, InterruptedException {
    for (Wire wire : Wire.available()) {
      HitBenchmark hits = HitBenchmark.run(wire, length, progress);
      hits.into(report);
      if (wire == Wire.MUTUAL_TLS) {
        report.add("hit_ratio", hits.ratio());
        report.add("hit_p99_ms", hits.p99());
      }
    }
  }
}
