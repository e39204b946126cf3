package io.rotakeep.bench.load;

import java.time.Duration;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** Times of many calls, to three digits, from a microsecond to a minute. Thread-safe. */
public final class Latencies {
  private static final long LONGEST = Duration.ofMinutes(1).toNanos();
  private static final int DIGITS = 3;

  private final Histogram times = new ConcurrentHistogram(1_000, LONGEST, DIGITS);

  public void add(long nanos) {
    times.recordValue(Math.clamp(nanos, 0, LONGEST));
  }

  /** What came of them in that long. */
  Figures figures(long elapsedNanos, Costs spent) {
    long count = times.getTotalCount();
    return new Figures(
        count,
        (double) count * 1e9 / (double) elapsedNanos,
        millis(50),
        millis(99),
        millis(99.9),
        spent.per(count));
  }

  /** The time that this share of the calls kept to, in milliseconds. */
  public double millis(double percent) {
    return (double) times.getValueAtPercentile(percent) / 1e6;
  }
}
