package io.rotakeep.cli.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationTextTest {
  @ParameterizedTest
  @CsvSource({
    "0s, PT0S, 0s",
    "90s, PT90S, 1m30s",
    "500ms, PT0.5S, 500ms",
    "30d, PT720H, 30d",
    "1h30m, PT90M, 1h30m",
    "36h, PT36H, 1d12h",
  })
  void readsAndPrintsWhatPeopleWrite(String text, Duration duration, String printed) {
    assertThat(DurationText.parse(text)).isEqualTo(duration);
    assertThat(DurationText.print(duration)).isEqualTo(printed);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "s", "-5s", "5 s", "1.5h", "PT5S", "5w", "9999999999s"})
  void refusesEverythingElse(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> DurationText.parse(text));
  }
}
