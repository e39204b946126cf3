package io.rotakeep.testkit.oidc;

import io.rotakeep.testkit.tool.BuildDirectory;
import io.rotakeep.testkit.tool.Tool;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;

/** Puts our server file and its npm packages into a build directory, once for each lock file. */
final class NodePackage {
  private static final List<String> FILES =
      List.of("package.json", "package-lock.json", "server.mjs", "map-adapter.mjs");

  private NodePackage() {}

  /**
   * The directory from which node can be started.
   *
   * @throws io.rotakeep.testkit.ToolUnavailableException if npm is missing or cannot fetch the
   *     packages
   */
  static Path installed() {
    return BuildDirectory.installed("oidc-provider", fingerprint(), NodePackage::install);
  }

  private static void install(Path directory) throws IOException {
    for (String file : FILES) {
      try (InputStream in = resource(file)) {
        Files.copy(in, directory.resolve(file), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    new Tool(
            "npm (Node.js 20 or newer)",
            List.of("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"),
            Map.of())
        .runIn(directory);
  }

  private static String fingerprint() {
    var checksum = new CRC32();
    for (String file : FILES) {
      try (InputStream in = resource(file)) {
        checksum.update(in.readAllBytes());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return HexFormat.of().toHexDigits(checksum.getValue(), 8);
  }

  private static InputStream resource(String file) {
    InputStream in = NodePackage.class.getResourceAsStream(file);
    if (in == null) {
      throw new IllegalStateException(file + " is missing from the testkit jar");
    }
    return in;
  }
}
