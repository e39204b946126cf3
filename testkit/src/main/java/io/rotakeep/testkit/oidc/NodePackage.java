package io.rotakeep.testkit.oidc;

import io.rotakeep.testkit.ToolUnavailableException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;

/** Puts our server file and its npm packages into a build directory, once for each lock file. */
final class NodePackage {
  private static final List<String> FILES =
      List.of("package.json", "package-lock.json", "server.mjs", "map-adapter.mjs");
  private static final Object ONE_AT_A_TIME = new Object();
  private static final long NPM_MINUTES = 3;

  private NodePackage() {}

  /**
   * The directory from which node can be started.
   *
   * @throws ToolUnavailableException if npm is missing or cannot fetch the packages
   */
  static Path installed() {
    // The file lock keeps other processes out, and is not for threads of one process.
    synchronized (ONE_AT_A_TIME) {
      try {
        return installUnderLock(buildDirectory().resolve("oidc-provider"));
      } catch (IOException e) {
        throw new UncheckedIOException("cannot prepare oidc-provider", e);
      }
    }
  }

  private static Path installUnderLock(Path parent) throws IOException {
    Files.createDirectories(parent);
    try (var channel =
            FileChannel.open(
                parent.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock _ = channel.lock()) {
      Path directory = parent.resolve(fingerprint());
      Path done = directory.resolve(".installed");
      if (!Files.exists(done)) {
        Files.createDirectories(directory);
        for (String file : FILES) {
          try (InputStream in = resource(file)) {
            Files.copy(in, directory.resolve(file), StandardCopyOption.REPLACE_EXISTING);
          }
        }
        npmCi(directory);
        Files.createFile(done);
      }
      return directory;
    }
  }

  private static void npmCi(Path directory) throws IOException {
    Process npm = startNpm(directory);
    try {
      String output = new String(npm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!npm.waitFor(NPM_MINUTES, TimeUnit.MINUTES) || npm.exitValue() != 0) {
        throw new ToolUnavailableException("npm ci failed: " + lastLine(output));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ToolUnavailableException("interrupted while npm was at work", e);
    } finally {
      npm.destroy();
    }
  }

  private static Process startNpm(Path directory) {
    try {
      return new ProcessBuilder("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
          .directory(directory.toFile())
          .redirectErrorStream(true)
          .start();
    } catch (IOException e) {
      throw new ToolUnavailableException("npm is not on the PATH (Node.js 20 or newer)", e);
    }
  }

  /** The build directory of the outermost module, which all modules' tests then share. */
  private static Path buildDirectory() {
    Path module = Path.of("").toAbsolutePath();
    while (module.getParent() != null && Files.exists(module.resolveSibling("pom.xml"))) {
      module = module.getParent();
    }
    return module.resolve("target");
  }

  private static String fingerprint() throws IOException {
    var checksum = new CRC32();
    for (String file : FILES) {
      try (InputStream in = resource(file)) {
        checksum.update(in.readAllBytes());
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

  private static String lastLine(String output) {
    return output.strip().lines().reduce((_, last) -> last).orElse("no output");
  }
}
