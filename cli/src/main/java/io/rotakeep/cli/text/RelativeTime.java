package io.rotakeep.cli.text;

import java.time.Duration;
import java.time.Instant;

/** Moments as people say them: {@code in 3 h}, {@code 2 d ago}. */
public final class RelativeTime {
  private RelativeTime() {}

  /** As seen from {@code now}. */
  public static String of(Instant moment, Instant now) {
    var distance = Duration.between(now, moment);
    if (distance.abs().toSeconds() == 0) {
      return "now";
    }
    return distance.isNegative() ? length(distance.negated()) + " ago" : "in " + length(distance);
  }

  /** In one unit, so large that the number is at least 2 where possible, rounded down. */
  public static String length(Duration length) {
    if (length.toDays() >= 2) {
      return length.toDays() + " d";
    }
    if (length.toHours() >= 2) {
      return length.toHours() + " h";
    }
    if (length.toMinutes() >= 2) {
      return length.toMinutes() + " min";
    }
    return length.toSeconds() + " s";
  }
}
