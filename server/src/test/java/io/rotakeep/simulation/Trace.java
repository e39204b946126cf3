package io.rotakeep.simulation;

import io.rotakeep.testkit.MutableClock;
import java.util.function.Supplier;

/**
 * What happened, line by line. Most worlds end well and nobody reads theirs, so it is written only
 * where it is wanted: the seed that fails is lived once more with its trace.
 */
final class Trace {
  private final MutableClock time;
  private final boolean wanted;
  private final StringBuilder lines = new StringBuilder();
  private int depth;

  Trace(MutableClock time, boolean wanted) {
    this.time = time;
    this.wanted = wanted;
  }

  void note(Supplier<String> line) {
    if (wanted) {
      lines.append(time.instant()).append("  ").repeat("  ", depth).append(line.get()).append('\n');
    }
  }

  /** Whatever is noted meanwhile happens inside what was noted last. */
  void inside(Runnable happening) {
    depth++;
    try {
      happening.run();
    } finally {
      depth--;
    }
  }

  @Override
  public String toString() {
    return lines.toString();
  }
}
