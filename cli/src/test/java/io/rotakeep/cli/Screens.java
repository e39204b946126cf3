package io.rotakeep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Screens as people should see them, kept as text in which colours are words: <code>
 * {green}ACTIVE{/}</code>. {@code -Dscreens.write=true} writes them anew, to be looked at and
 * committed.
 */
final class Screens {
  private static final Path DIRECTORY = Path.of("src/test/resources/screens");
  private static final Pattern COLOUR = Pattern.compile("\u001b\\[([0-9;]*)m");
  private static final Map<String, String> NAMES =
      Map.of(
          "0", "{/}",
          "1", "{bold}",
          "2", "{faint}",
          "3", "{italic}",
          "32", "{green}",
          "33", "{yellow}",
          "1;31", "{red}",
          "36", "{cyan}");

  private Screens() {}

  static void assertScreen(String name, String printed) {
    var readable = COLOUR.matcher(printed).replaceAll(m -> NAMES.getOrDefault(m.group(1), ""));
    var file = DIRECTORY.resolve(name + ".txt");
    try {
      if (Boolean.getBoolean("screens.write")) {
        Files.writeString(file, readable);
      }
      assertThat(readable).isEqualTo(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
