package io.rotakeep.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The archive of this build, unpacked as a stranger would, into a directory with a blank. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
final class ReleaseArchiveIT {
  private static final Path TARGET = Path.of("target").toAbsolutePath();
  private static final Pattern ENTRY =
      Pattern.compile("(d|-)(\\S{9}) 0/0 +\\d+ 2026-01-01 00:00:00 (\\S+)");

  @TempDir private Path scratch;
  private Path archive = TARGET;
  private Path place = TARGET;

  @BeforeEach
  void unpack() throws Exception {
    archive = only(TARGET, ".tar.gz");
    place = Files.createDirectory(scratch.resolve("a place"));
    assertThat(run("tar", "-xzf", archive.toString(), "-C", place.toString()).exit()).isZero();
    place = only(place, "");
  }

  @Test
  void runsByALinkFromAnywhere() throws Exception {
    Path link = Files.createSymbolicLink(scratch.resolve("rk"), place.resolve("bin/rotakeep"));

    Said said = run("env", "ROTAKEEP_NO_AOT=1", link.toString(), "--version");

    assertThat(said.errors()).isEmpty();
    assertThat(said.output()).matches("rotakeep \\S+\n");
    assertThat(place.resolve("aot")).doesNotExist();
  }

  @Test
  void holdsWhatItsDocumentsPromise() {
    for (String name :
        List.of(
            "config/rotakeep-full.yaml",
            "config/providers/salesforce.yaml",
            "config/schema/rotakeep.schema.json",
            "config/systemd/rotakeep.service",
            "config/container/Containerfile",
            "docs/install.md",
            "libexec/find-java",
            "rotakeep-sbom.json",
            "CHANGELOG.md",
            "LICENSE",
            "README.md")) {
      assertThat(place.resolve(name)).as(name).isNotEmptyFile();
    }
  }

  /** Times, owners, modes and order are the build's to say, not the builder's machine's. */
  @Test
  void showsNothingOfWhoBuiltIt() throws Exception {
    Said listing =
        run("env", "TZ=UTC", "tar", "-tvzf", archive.toString(), "--numeric-owner", "--full-time");

    List<String> names = new ArrayList<>();
    for (String line : listing.output().lines().toList()) {
      Matcher entry = ENTRY.matcher(line);
      assertThat(entry.matches()).as(line).isTrue();
      String name = entry.group(3);
      boolean runs = entry.group(1).equals("d") || name.matches(".*/(bin|libexec)/[a-z-]+");
      assertThat(entry.group(2)).as(name).isEqualTo(runs ? "rwxr-xr-x" : "rw-r--r--");
      if (name.matches(".*/lib/.*jar")) {
        names.add(name);
      }
    }
    assertThat(names).hasSizeGreaterThan(50).isSorted();
  }

  @Test
  void comesWithItsChecksum() throws Exception {
    byte[] sum = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(archive));

    assertThat(Files.readString(Path.of(archive + ".sha256")))
        .isEqualTo(HexFormat.of().formatHex(sum) + "  " + archive.getFileName() + "\n");
  }

  @Test
  void saysWhereItLookedForJavaInVain() throws Exception {
    Said said = run(place.resolve("libexec/find-java").toString(), "a-program-no-java-has");

    assertThat(said.exit()).isEqualTo(1);
    assertThat(said.output()).isEmpty();
    assertThat(said.errors()).contains("25 or later is needed", "JAVA_HOME", "/usr/lib/jvm");
  }

  @Test
  void takesNoCacheFromADirectoryThatOthersMayWrite() throws Exception {
    Path caches = Files.createDirectory(scratch.resolve("rotakeep"));
    Files.setPosixFilePermissions(caches, PosixFilePermissions.fromString("rwxrwxrwx"));
    String script =
        Files.readString(place.resolve("bin/rotakeep")).replace("[ -w \"$dist\" ]", "false");
    Path launcher = Files.writeString(place.resolve("bin/read-only"), script);

    Said said = run("env", "XDG_CACHE_HOME=" + scratch, "/bin/sh", launcher.toString(), "aot");

    assertThat(said.exit()).isEqualTo(1);
    assertThat(said.errors()).contains("writable for nobody else; chmod 0700");
  }

  private static Path only(Path directory, String ending) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      List<Path> found =
          files
              .filter(file -> requireNonNull(file.getFileName()).toString().endsWith(ending))
              .toList();
      assertThat(found).hasSize(1);
      return found.getFirst();
    }
  }

  private Said run(String... command) throws Exception {
    Path output = Files.createTempFile(scratch, "out", "");
    Path errors = Files.createTempFile(scratch, "err", "");
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

  private record Said(int exit, String output, String errors) {}
}
