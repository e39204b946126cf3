package io.rotakeep.adapter.yaml;

import io.rotakeep.testkit.fuzz.Trial;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Whatever a settings file holds is settings, or a refusal in one line that names its place. */
public final class SettingsFuzz {
  private static final Path HERE = Path.of("/nonexistent/rotakeep");

  private SettingsFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) {
    Trial.of(input, bytes -> read(new String(bytes, StandardCharsets.UTF_8)));
  }

  private static void read(String text) {
    try {
      var _ = YamlProviderPresets.read("preset", "preset.yaml", text);
    } catch (RefusedFileException e) {
      Trial.checkLine(String.valueOf(e.getMessage()));
    }
    try {
      Node node = YamlReader.read("rotakeep.yaml", text);
      var _ = DaemonFile.read(new Setting("rotakeep.yaml", HERE, "", node));
    } catch (RefusedFileException e) {
      Trial.checkLine(String.valueOf(e.getMessage()));
    }
  }
}
