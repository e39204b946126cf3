package io.rotakeep.peers.keycloak;

import io.rotakeep.testkit.ToolUnavailableException;
import io.rotakeep.testkit.tool.Tool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Keycloak's files below the build directory: fetched by Maven when a test first asks for them, and
 * built once for each version.
 *
 * @param home where {@code bin/kc.sh} is
 */
record KeycloakDistribution(Path home) {
  /** What is fixed when Keycloak is built; everything else is given at its start. */
  private static final List<String> BUILD_OPTIONS =
      List.of("--db=dev-mem", "--health-enabled=false", "--metrics-enabled=false");

  /** A short life on few processors: what starts fast matters, not what runs fast in the end. */
  private static final String JVM =
      "-Xms128m -Xmx512m -XX:MaxMetaspaceSize=320m -XX:+UseSerialGC -XX:TieredStopAtLevel=1";

  private static final Object ONE_AT_A_TIME = new Object();

  /**
   * @throws ToolUnavailableException if it cannot be fetched or built here
   */
  static KeycloakDistribution ready() {
    var distribution = new KeycloakDistribution(Path.of(property("peers.keycloak")));
    // The file lock keeps other processes out, and is not for threads of one process.
    synchronized (ONE_AT_A_TIME) {
      try {
        distribution.prepareUnderLock();
        return distribution;
      } catch (IOException e) {
        throw new UncheckedIOException("cannot prepare Keycloak", e);
      }
    }
  }

  /** The command that starts it. */
  List<String> command(String... arguments) {
    var command = new java.util.ArrayList<>(List.of(home.resolve("bin/kc.sh").toString()));
    command.addAll(List.of(arguments));
    return command;
  }

  /** Keycloak runs on the Java that runs the tests. */
  Map<String, String> environment(Map<String, String> more) {
    var environment = new HashMap<>(more);
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    environment.put("JAVA_OPTS", JVM);
    return environment;
  }

  private void prepareUnderLock() throws IOException {
    Path parent = home.resolveSibling(".");
    Files.createDirectories(parent);
    try (var channel =
            FileChannel.open(
                parent.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock _ = channel.lock()) {
      Path built = home.resolve(".built-for-rotakeep");
      if (!Files.exists(built)) {
        fetch();
        build();
        Files.createFile(built);
      }
    }
  }

  private static void fetch() {
    new Tool(
            "fetching Keycloak by Maven",
            List.of(
                property("peers.maven"),
                "-B",
                "-q",
                "-N",
                "-Dmaven.repo.local=" + property("peers.maven.repository"),
                "dependency:unpack@keycloak"),
            Map.of())
        .runIn(Path.of(property("peers.module")));
  }

  private void build() {
    var arguments = new java.util.ArrayList<>(List.of("build"));
    arguments.addAll(BUILD_OPTIONS);
    new Tool("building Keycloak", command(arguments.toArray(String[]::new)), environment(Map.of()))
        .runIn(home);
  }

  /** Set by the build for its tests. */
  private static String property(String name) {
    String value = System.getProperty(name);
    if (value == null) {
      throw new ToolUnavailableException(name + " is not set; run the test by Maven");
    }
    return value;
  }
}
