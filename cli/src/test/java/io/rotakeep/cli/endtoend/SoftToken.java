package io.rotakeep.cli.endtoend;

import io.rotakeep.testkit.tool.DebianTool;
import io.rotakeep.testkit.tool.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A token of SoftHSM2, which behaves as a hardware module and is a directory. */
final class SoftToken {
  static final String PIN = "123456";

  private final Path home;
  private final Path library;
  private final Map<String, String> environment;

  private SoftToken(Path home, Path library, Map<String, String> environment) {
    this.home = home;
    this.library = library;
    this.environment = environment;
  }

  /**
   * A fresh one below {@code home}.
   *
   * @throws io.rotakeep.testkit.ToolUnavailableException where SoftHSM2 cannot be had
   */
  static SoftToken in(Path home) throws IOException {
    DebianTool tool =
        DebianTool.find("softhsm2-util", List.of("softhsm2", "libsofthsm2", "softhsm2-common"));
    Path root = tool.program().resolve("../../..").normalize();
    Path library = root.resolve("usr/lib/softhsm/libsofthsm2.so");
    Files.createDirectory(home.resolve("tokens"));
    Path settings =
        Files.writeString(
            home.resolve("softhsm2.conf"),
            "directories.tokendir = %s\nobjectstore.backend = file\nlog.level = ERROR\n"
                .formatted(home.resolve("tokens")));
    Map<String, String> environment = new HashMap<>(tool.environment());
    environment.put("SOFTHSM2_CONF", settings.toString());
    new Tool(
            "softhsm2-util",
            List.of(
                tool.program().toString(),
                "--init-token",
                "--free",
                "--label",
                "rotakeep",
                "--so-pin",
                "5678",
                "--pin",
                PIN,
                "--module",
                library.toString()),
            environment)
        .runIn(home);
    return new SoftToken(home, library, environment);
  }

  Path library() {
    return library;
  }

  Map<String, String> environment() {
    return environment;
  }

  void takeAway() throws IOException {
    Files.move(home.resolve("tokens"), home.resolve("away"));
  }

  void bringBack() throws IOException {
    Files.move(home.resolve("away"), home.resolve("tokens"));
  }
}
