package io.rotakeep.cli.text;

import java.time.Duration;
import java.util.regex.Pattern;

/** Durations as people write them: {@code 90s}, {@code 1h30m}, {@code 30d}. */
public final class DurationText {
  private static final Pattern WHOLE = Pattern.compile("(\\d{1,9}(ms|[smhd]))+");
  private static final Pattern PART = Pattern.compile("(\\d{1,9})(ms|[smhd])");

  private DurationText() {}

  /**
   * Reads one or more numbers with the units {@code ms}, {@code s}, {@code m}, {@code h}, {@code
   * d}.
   *
   * @throws IllegalArgumentException if the text is anything else
   */
  public static Duration parse(String text) {
    if (!WHOLE.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "\"%s\" is no duration; write numbers with ms, s, m, h or d, such as 90s"
              .formatted(text));
    }
    return PART.matcher(text)
        .results()
        .map(part -> amount(Long.parseLong(part.group(1)), part.group(2)))
        .reduce(Duration.ZERO, Duration::plus);
  }

  private static Duration amount(long number, String unit) {
    return switch (unit) {
      case "ms" -> Duration.ofMillis(number);
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      default -> Duration.ofDays(number);
    };
  }

  /** The inverse of {@link #parse}, in the largest units that say it exactly. */
  public static String print(Duration duration) {
    var text = new StringBuilder();
    append(text, duration.toDaysPart(), "d");
    append(text, duration.toHoursPart(), "h");
    append(text, duration.toMinutesPart(), "m");
    append(text, duration.toSecondsPart(), "s");
    append(text, duration.toMillisPart(), "ms");
    return text.isEmpty() ? "0s" : text.toString();
  }

  private static void append(StringBuilder text, long number, String unit) {
    if (number != 0) {
      text.append(number).append(unit);
    }
  }
}
