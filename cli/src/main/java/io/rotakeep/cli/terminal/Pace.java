package io.rotakeep.cli.terminal;

import io.rotakeep.cli.text.Glyphs;
import io.rotakeep.cli.text.RelativeTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/**
 * How far a piece of work is.
 *
 * @param activity what is done, such as {@code refreshing}
 * @param total 0 while it is unknown
 */
record Pace(String activity, Instant start, long done, long total, long failed) {
  Pace at(long newDone, long newTotal, long newFailed) {
    return new Pace(activity, start, newDone, newTotal, newFailed);
  }

  /** Activity, count, rate, time left and failures, as far as they are known. */
  String text(Instant now, Glyphs glyphs) {
    var elapsed = Duration.between(start, now);
    var text = new StringBuilder(activity);
    if (done == 0 && total == 0) {
      return text.append(glyphs.separator()).append(RelativeTime.length(elapsed)).toString();
    }
    text.append(' ').append(done);
    if (total > 0) {
      text.append(" of ").append(total);
    }
    double rate = elapsed.isPositive() ? done * 1000.0 / elapsed.toMillis() : 0;
    if (rate > 0) {
      text.append(glyphs.separator()).append(String.format(Locale.ROOT, "%.1f/s", rate));
      if (total > done) {
        var left = Duration.ofSeconds((long) Math.ceil((total - done) / rate));
        text.append(glyphs.separator()).append(RelativeTime.length(left)).append(" left");
      }
    }
    if (failed > 0) {
      text.append(glyphs.separator()).append(failed).append(" failed");
    }
    return text.toString();
  }
}
