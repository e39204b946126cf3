package io.rotakeep.testkit.tool;

import io.rotakeep.testkit.ToolUnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A program from the path, or from Debian packages that are unpacked under the build directory,
 * without root and without touching what the machine has installed.
 *
 * @param environment what it needs to find its libraries
 */
public record DebianTool(Path program, Map<String, String> environment) {
  public DebianTool {
    environment = Map.copyOf(environment);
  }

  /**
   * @param packages that bring it and what it needs beyond a machine on which Java runs
   * @throws ToolUnavailableException if the machine has none, and none can be fetched
   */
  public static DebianTool find(String name, List<String> packages) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
        .map(directory -> Path.of(directory, name))
        .filter(Files::isExecutable)
        .findFirst()
        .map(found -> new DebianTool(found, Map.of()))
        .orElseGet(() -> fetched(name, packages));
  }

  private static DebianTool fetched(String name, List<String> packages) {
    Path root =
        BuildDirectory.installed("debian", name, directory -> fetch(directory, packages))
            .resolve("root");
    String libraries =
        root.resolve("usr/lib/" + System.getProperty("os.arch").replace("amd64", "x86_64"))
            + "-linux-gnu";
    // Some packages of Debian 12 know of no /usr yet.
    Path program =
        Stream.of("bin", "usr/bin")
            .map(directory -> root.resolve(directory).resolve(name))
            .filter(Files::isExecutable)
            .findFirst()
            .orElseThrow(() -> new ToolUnavailableException("no " + name + " in " + packages));
    return new DebianTool(program, Map.of("LD_LIBRARY_PATH", libraries));
  }

  private static void fetch(Path directory, List<String> packages) throws IOException {
    Files.createDirectories(directory.resolve("state/lists/partial"));
    Files.createDirectories(directory.resolve("cache/archives/partial"));
    aptGet(directory, List.of("update"));
    aptGet(directory, Stream.concat(Stream.of("download"), packages.stream()).toList());
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".deb")).toList()) {
        new Tool("dpkg", List.of("dpkg", "-x", file.toString(), "root"), Map.of()).runIn(directory);
      }
    }
  }

  private static void aptGet(Path directory, List<String> arguments) {
    var command = new ArrayList<String>(List.of("apt-get", "-qq"));
    command.addAll(List.of("-o", "Dir::State=" + directory.resolve("state")));
    command.addAll(List.of("-o", "Dir::Cache=" + directory.resolve("cache")));
    command.addAll(List.of("-o", "Dir::State::status=/var/lib/dpkg/status"));
    command.addAll(List.of("-o", "Debug::NoLocking=1"));
    command.addAll(arguments);
    new Tool("apt-get", command, Map.of()).runIn(directory);
  }
}
