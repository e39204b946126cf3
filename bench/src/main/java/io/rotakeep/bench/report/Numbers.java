package io.rotakeep.bench.report;

import io.rotakeep.bench.load.Spread;
import java.util.Locale;

/** Numbers as people read them in a table. */
public final class Numbers {
  private Numbers() {}

  public static String whole(double value) {
    return String.format(Locale.ROOT, "%,.0f", value);
  }

  public static String exact(double value) {
    return String.format(Locale.ROOT, value < 10 ? "%.2f" : "%,.1f", value);
  }

  /** The middle, and between what all lay. */
  public static String ratio(Spread spread) {
    return String.format(
        Locale.ROOT, "%.2f (%.2f-%.2f)", spread.median(), spread.low(), spread.high());
  }

  public static String whole(Spread spread) {
    return whole(spread.median()) + " (" + whole(spread.low()) + "-" + whole(spread.high()) + ")";
  }

  public static String exact(Spread spread) {
    return exact(spread.median()) + " (" + exact(spread.low()) + "-" + exact(spread.high()) + ")";
  }
}
