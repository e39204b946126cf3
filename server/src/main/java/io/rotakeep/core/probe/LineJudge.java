package io.rotakeep.core.probe;

import io.rotakeep.core.probe.Sighting.Seen;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** What all answers together say about clocks; pure. */
final class LineJudge {
  private static final Duration TOLERATED = Duration.ofSeconds(60);

  private LineJudge() {}

  /** An answer, and our clock when it came. */
  record Timed(Seen seen, Instant received) {}

  static Finding clock(List<Timed> answers) {
    return answers.stream()
        .filter(answer -> answer.seen().date() != null)
        .map(LineJudge::skew)
        .max(Duration::compareTo)
        .map(LineJudge::judge)
        .orElseGet(() -> Finding.unknown("clock", "no answer had a Date", ""));
  }

  private static Duration skew(Timed answer) {
    Instant theirs = Objects.requireNonNull(answer.seen().date());
    return Duration.between(theirs, answer.received()).abs();
  }

  private static Finding judge(Duration skew) {
    String detail = "the server's clock and ours differ by " + skew.toSeconds() + " s at the most";
    return skew.compareTo(TOLERATED) > 0
        ? Finding.failed(
            "clock", detail, "set this machine's clock by NTP; lives of tokens hang on it")
        : Finding.passed("clock", detail);
  }
}
