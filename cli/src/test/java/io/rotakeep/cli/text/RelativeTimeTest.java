package io.rotakeep.cli.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RelativeTimeTest {
  private static final Instant NOW = Instant.parse("2026-11-27T14:00:00Z");

  @ParameterizedTest
  @CsvSource({
    "PT0S, now",
    "PT0.4S, now",
    "PT1S, in 1 s",
    "PT119S, in 119 s",
    "PT2M, in 2 min",
    "PT119M, in 119 min",
    "PT3H, in 3 h",
    "PT47H, in 47 h",
    "P30D, in 30 d",
    "PT-5S, 5 s ago",
    "P-2D, 2 d ago",
  })
  void saysItAsPeopleDo(Duration distance, String text) {
    assertThat(RelativeTime.of(NOW.plus(distance), NOW)).isEqualTo(text);
  }
}
