package io.rotakeep.core.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.core.oauth.TokenObservation.Answered;
import io.rotakeep.core.secret.SecretBytes;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {
  private static final Instant NOW = Instant.parse("2026-02-03T04:05:06Z");

  @ParameterizedTest
  @CsvSource({
    "1, PT1S",
    "' 90 ', PT90S",
    "000000007, PT7S",
    "3600, PT1H",
    "3601, PT1H",
    "999999999, PT1H",
    "99999999999999999999999999, PT1H",
    "'Tue, 3 Feb 2026 04:05:36 GMT', PT30S",
    "'Tue, 03 Feb 2026 04:05:36 GMT', PT30S",
    "'Wed, 04 Feb 2026 04:05:36 GMT', PT1H"
  })
  void honoursSecondsAndDatesUpToAnHour(String value, Duration expected) {
    assertThat(read(value)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "   ",
        "0",
        "-1",
        "-99999999999999999999",
        "1.5",
        "1e9",
        "soon",
        "0x10",
        "12 seconds",
        "١٢",
        "Tue, 03 Feb 2026 04:05:06 GMT",
        "Mon, 02 Feb 2026 04:05:06 GMT",
        "Tue, 99 Feb 2026 04:05:36 GMT"
      })
  void takesWhatMakesNoSenseForUnsaid(String value) {
    assertThat(read(value)).isEqualTo(RetryAfter.UNSAID);
  }

  @Test
  void takesAnAbsentHeaderForUnsaid() {
    assertThat(read(null)).isEqualTo(RetryAfter.UNSAID);
  }

  private static Duration read(@Nullable String value) {
    Answered answered = new Answered(429, value, null, SecretBytes.owning(new byte[0]), true);
    return RetryAfter.read(answered, NOW);
  }
}
