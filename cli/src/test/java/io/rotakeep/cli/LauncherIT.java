package io.rotakeep.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The launcher script on this build's distribution, in a directory whose name holds a blank. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
final class LauncherIT {
  private static final Path CLI = Path.of("").toAbsolutePath();
  private static final Path REPOSITORY = requireNonNull(CLI.getParent());

  @TempDir private Path scratch;
  private Path home = CLI;

  @BeforeEach
  void installsTheDistribution() throws IOException {
    home = Files.createDirectory(scratch.resolve("a home"));
    Path dist = Files.createDirectories(home.resolve("cli/target/dist"));
    Files.copy(REPOSITORY.resolve("rotakeep"), home.resolve("rotakeep"));
    Files.createDirectory(dist.resolve("bin"));
    Files.createDirectory(dist.resolve("libexec"));
    for (String part : List.of("bin/rotakeep", "libexec/find-java")) {
      Files.copy(CLI.resolve("target/dist").resolve(part), dist.resolve(part));
    }
    Files.createSymbolicLink(dist.resolve("lib"), CLI.resolve("target/dist/lib"));
    Files.createFile(dist.resolve("built"));
  }

  /** Also when the cache for it is made, there, or damaged since. */
  @Test
  void saysOnStandardOutputOnlyWhatTheCommandSays() throws Exception {
    Said first = launch(List.of("--version"));
    Said second = launch(List.of("--version"));

    assertThat(first.output()).matches("rotakeep \\S+\n");
    assertThat(first.errors()).contains("preparing a faster start");
    assertThat(second.output()).isEqualTo(first.output());
    assertThat(second.errors()).isEmpty();
    assertThat(caches()).hasSize(1);

    for (Path cache : caches()) {
      damage(cache);
    }
    Said third = launch(List.of("--version"));

    assertThat(third.exit()).isZero();
    assertThat(third.output()).isEqualTo(first.output());
  }

  @Test
  void keepsTheExitCodeAndTheArgumentsOfTheCommand() throws Exception {
    Said said = launch(List.of("no such command", "*"), "ROTAKEEP_NO_AOT=1");

    assertThat(said.exit()).isEqualTo(2);
    assertThat(said.output()).isEmpty();
    assertThat(said.errors()).contains("not known here: an argument too many");
  }

  @Test
  void saysWhatIsMissingWhenItMustBuildAndCannot() throws Exception {
    Files.createFile(home.resolve("pom.xml"));
    Files.setLastModifiedTime(
        home.resolve("cli/target/dist/built"), FileTime.fromMillis(1_000_000));
    Path tools = onlyTools("dirname", "readlink", "find", "head", "mkdir", "flock", "sed", "tr");

    Said said = launch(List.of("--version"), "PATH=" + tools);

    assertThat(said.exit()).isEqualTo(1);
    assertThat(said.output()).isEmpty();
    assertThat(said.errors()).contains("Maven 3.8 or later is needed");
  }

  private Path onlyTools(String... names) throws IOException {
    Path tools = Files.createDirectory(scratch.resolve("tools"));
    for (String name : names) {
      Path tool = Path.of("/usr/bin", name);
      if (Files.exists(tool)) {
        Files.createSymbolicLink(tools.resolve(name), tool);
      }
    }
    return tools;
  }

  private Said launch(List<String> arguments, String... environment) throws Exception {
    Path output = Files.createTempFile(scratch, "out", "");
    Path errors = Files.createTempFile(scratch, "err", "");
    List<String> command =
        Stream.of(
                Stream.of("/usr/bin/env", "JAVA_TOOL_OPTIONS=-Dsmuggled=in"),
                Stream.of(environment),
                Stream.of("/bin/sh", home.resolve("rotakeep").toString()),
                arguments.stream())
            .flatMap(part -> part)
            .toList();
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(output.toFile())
            .redirectError(errors.toFile())
            .start();
    try {
      int exit = process.waitFor();
      return new Said(exit, Files.readString(output, UTF_8), Files.readString(errors, UTF_8));
    } finally {
      process.destroyForcibly();
    }
  }

  private List<Path> caches() throws IOException {
    try (Stream<Path> files = Files.list(home.resolve("cli/target/dist/aot"))) {
      return files.toList();
    }
  }

  private static void damage(Path cache) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(cache.toFile(), "rw")) {
      for (long place = 1_000_000; place < file.length(); place += 1_000_000) {
        file.seek(place);
        file.write(new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
      }
    }
  }

  private record Said(int exit, String output, String errors) {}
}
