package io.rotakeep.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.cli.text.Glyphs;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PaceTest {
  private static final Instant START = Instant.parse("2026-11-27T14:00:00Z");

  @ParameterizedTest
  @CsvSource({
    "5, 0, 0, 0, refreshing · 5 s",
    "10, 0, 500, 0, refreshing 0 of 500",
    "10, 120, 500, 0, refreshing 120 of 500 · 12.0/s · 32 s left",
    "10, 120, 500, 2, refreshing 120 of 500 · 12.0/s · 32 s left · 2 failed",
    "10, 500, 500, 0, refreshing 500 of 500 · 50.0/s",
    "600, 6, 100000, 0, refreshing 6 of 100000 · 0.0/s · 115 d left",
    "10, 40, 0, 1, refreshing 40 · 4.0/s · 1 failed",
  })
  void tellsCountRateTimeLeftAndFailures(
      long seconds, long done, long total, long failed, String text) {
    var pace = new Pace("refreshing", START, done, total, failed);

    assertThat(pace.text(START.plusSeconds(seconds), Glyphs.UNICODE)).isEqualTo(text);
  }
}
