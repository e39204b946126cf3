package io.rotakeep.cli.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DisplayWidthTest {
  @ParameterizedTest
  @CsvSource({
    "'', 0",
    "abc, 3",
    "Müller, 6",
    "Mu\u0308ller, 6",
    "株式会社, 8",
    "ｶﾀｶﾅ, 4",
    "ＡＢ, 4",
    "한국, 4",
    "Привет, 6",
    "👍, 2",
    "✓, 1",
    "…, 1",
  })
  void countsTheColumnsOfATerminal(String text, int columns) {
    assertThat(DisplayWidth.of(text)).isEqualTo(columns);
  }

  @Test
  void cutsBetweenCharacters() {
    assertThat(DisplayWidth.cut("abcdef", 6, "…")).isEqualTo("abcdef");
    assertThat(DisplayWidth.cut("abcdefg", 6, "…")).isEqualTo("abcde…");
    assertThat(DisplayWidth.cut("株式会社", 6, "…")).isEqualTo("株式…");
    assertThat(DisplayWidth.cut("株式会社", 5, "..")).isEqualTo("株..");
  }
}
