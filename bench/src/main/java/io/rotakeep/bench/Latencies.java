package io.rotakeep.bench;

import java.util.concurrent.atomic.AtomicLongArray;

/** A histogram with a resolution of a tenth: good enough for percentiles, cheap to fill. */
final class Latencies {
  private static final int BUCKETS = 400;
  private static final double BASE = 1.07;
  private static final double SMALLEST_NANOS = 1_000;

  private final AtomicLongArray counts = new AtomicLongArray(BUCKETS);

  void add(long nanos) {
    int bucket =
        (int)
            (Math.log(Math.max((double) nanos, SMALLEST_NANOS) / SMALLEST_NANOS) / Math.log(BASE));
    counts.incrementAndGet(Math.min(bucket, BUCKETS - 1));
  }

  ClosedLoop.Figures figures(double seconds) {
    long total = 0;
    for (int i = 0; i < BUCKETS; i++) {
      total += counts.get(i);
    }
    return new ClosedLoop.Figures(
        (double) total / seconds,
        percentile(total, 0.5),
        percentile(total, 0.99),
        percentile(total, 0.999));
  }

  private double percentile(long total, double share) {
    long seen = 0;
    for (int i = 0; i < BUCKETS; i++) {
      seen += counts.get(i);
      if ((double) seen >= (double) total * share) {
        return SMALLEST_NANOS * Math.pow(BASE, i + 1.0) / 1e6;
      }
    }
    return Double.NaN;
  }
}
