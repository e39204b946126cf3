package io.rotakeep.core.incident;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * What is known and what was done, oldest first. Bounded: a thief who tries again and again does
 * not make it grow for ever; what comes later is counted only.
 *
 * @param summary one sentence for people
 * @param untold how much evidence came after the list was full
 */
public record Story(String summary, List<Evidence> evidence, List<Step> timeline, long untold) {
  static final int MOST_EVIDENCE = 100;
  static final int MOST_STEPS = 200;

  public Story {
    evidence = List.copyOf(evidence);
    timeline = List.copyOf(timeline);
  }

  public static Story of(String summary, List<Evidence> evidence, Step first) {
    return new Story(summary, evidence, List.of(first), 0);
  }

  /** What is known already is not told twice. */
  boolean tells(Evidence observed) {
    return evidence.stream()
        .anyMatch(
            known ->
                known.kind() == observed.kind()
                    && known.time().toEpochMilli() == observed.time().toEpochMilli()
                    && known.generation().equals(observed.generation())
                    && Objects.equals(known.connection(), observed.connection()));
  }

  Story with(Evidence observed) {
    return evidence.size() < MOST_EVIDENCE
        ? new Story(summary, and(evidence, observed), timeline, untold)
        : new Story(summary, evidence, timeline, untold + 1);
  }

  Story with(Step step) {
    return timeline.size() < MOST_STEPS
        ? new Story(summary, evidence, and(timeline, step), untold)
        : this;
  }

  /** The sum of what speaks for and against; each kind counts once for each connection. */
  public int score() {
    return evidence.stream()
        .map(one -> new Weighed(one.kind(), String.valueOf(one.connection())))
        .distinct()
        .mapToInt(weighed -> weighed.kind().weight())
        .sum();
  }

  private record Weighed(Evidence.Kind kind, String connection) {}

  Instant latest(Instant opened) {
    return Stream.concat(evidence.stream().map(Evidence::time), timeline.stream().map(Step::time))
        .max(Instant::compareTo)
        .orElse(opened);
  }

  private static <T> List<T> and(List<T> all, T one) {
    return Stream.concat(all.stream(), Stream.of(one)).toList();
  }
}
