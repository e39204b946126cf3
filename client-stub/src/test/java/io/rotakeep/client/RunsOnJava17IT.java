package io.rotakeep.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The client promises Java 17. The build compiles for it, but only running there shows that it asks
 * nothing newer of the JDK or of its libraries: so this module's unit tests run once more, on a
 * Java 17 found on the machine. Where there is none, this test is aborted.
 */
final class RunsOnJava17IT {
  private static final Pattern SUCCESSFUL = Pattern.compile("(\\d+) tests successful");
  private static final Path USUAL_PLACE = Path.of("/usr/lib/jvm");

  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void passesItsUnitTestsOnJava17(@TempDir Path directory) throws Exception {
    Optional<Path> java = java17();
    assumeTrue(
        java.isPresent(), "no Java 17 in JAVA17_HOME, JAVA_HOME, ~/.sdkman or " + USUAL_PLACE);
    Path output = directory.resolve("output.txt");

    int exit = runUnitTests(java.orElseThrow(), output);

    String said = Files.readString(output, StandardCharsets.UTF_8);
    assertThat(exit).as(said).isZero();
    Matcher count = SUCCESSFUL.matcher(said);
    assertThat(count.find()).as(said).isTrue();
    assertThat(Integer.parseInt(count.group(1))).isPositive();
  }

  private static int runUnitTests(Path java, Path output) throws Exception {
    Process process =
        new ProcessBuilder(
                java.toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                "org.junit.platform.console.ConsoleLauncher",
                "execute",
                "--scan-class-path=" + testClasses(),
                "--include-classname=.*Test",
                "--details=summary",
                "--disable-banner",
                "--disable-ansi-colors",
                "--fail-if-no-tests")
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      return process.waitFor();
    } finally {
      process.destroyForcibly();
    }
  }

  private static Path testClasses() throws Exception {
    return Path.of(
        RunsOnJava17IT.class.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  private static Optional<Path> java17() throws IOException {
    Path sdkman = Path.of(System.getProperty("user.home"), ".sdkman", "candidates", "java");
    Stream<Path> named =
        Stream.of(System.getenv("JAVA17_HOME"), System.getenv("JAVA_HOME"))
            .filter(Objects::nonNull)
            .map(Path::of);
    return Stream.concat(named, Stream.concat(below(USUAL_PLACE), below(sdkman)))
        .filter(RunsOnJava17IT::isJava17)
        .map(home -> home.resolve("bin").resolve("java"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static Stream<Path> below(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return Stream.empty();
    }
    try (Stream<Path> homes = Files.list(directory)) {
      return homes.sorted().toList().stream();
    }
  }

  private static boolean isJava17(Path home) {
    Path release = home.resolve("release");
    if (!Files.isReadable(release)) {
      return false;
    }
    try {
      return Files.readString(release, StandardCharsets.UTF_8).contains("JAVA_VERSION=\"17.");
    } catch (IOException e) {
      throw new UncheckedIOException(release.toString(), e);
    }
  }
}
