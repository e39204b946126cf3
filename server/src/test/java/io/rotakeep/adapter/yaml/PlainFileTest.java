package io.rotakeep.adapter.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlainFileTest {
  @TempDir Path dir;

  @Test
  void readsWhatIsThere() throws IOException {
    Path file = Files.writeString(dir.resolve("f"), "größer: ja\n");

    assertThat(PlainFile.read(file)).isEqualTo("größer: ja\n");
  }

  @Test
  void refusesAFileThatIsNotThere() {
    assertRefused(dir.resolve("none"), "cannot be read: there is no such file");
  }

  @Test
  void refusesADirectory() {
    assertRefused(dir, "is a directory; give the path of a regular file");
  }

  @Test
  void refusesALink() throws IOException {
    Files.writeString(dir.resolve("f"), "x");
    Path link = Files.createSymbolicLink(dir.resolve("link"), dir.resolve("f"));

    assertRefused(link, "is a symbolic link; give the path of a regular file");
  }

  @Test
  void refusesADevice() {
    assertRefused(Path.of("/dev/null"), "is no regular file; give the path of a regular file");
  }

  @Test
  void refusesAFileThatItsGroupMayWrite() throws IOException {
    Path file = withPermissions("rw-rw-r--");

    assertRefused(file, "others than its owner may write it; chmod go-w " + file);
  }

  @Test
  void refusesAFileThatEverybodyMayWrite() throws IOException {
    Path file = withPermissions("rw-r--rw-");

    assertRefused(file, "others than its owner may write it; chmod go-w " + file);
  }

  @Test
  void refusesAFileOfAnotherUser() throws IOException {
    Path file = Files.writeString(dir.resolve("f"), "x");
    assumeTrue(mayGiveAway(file), "only root can give a file away");

    assertRefused(file, "is owned by uid 12345; it must be root's or that of the user who runs");
  }

  @Test
  void refusesAFileThisUserMayNotRead() throws IOException {
    Path file = withPermissions("-wx------");
    assumeTrue(!Files.isReadable(file), "root may read everything");

    assertRefused(file, "cannot be read: this user may not read it");
  }

  @Test
  void refusesMoreThanOneMebibyte() throws IOException {
    Path file = Files.writeString(dir.resolve("f"), "#".repeat((1 << 20) + 1));

    assertRefused(file, "is larger than 1 MiB; is it the right file?");
  }

  @Test
  void refusesWhatIsNotUtf8() throws IOException {
    Path file = Files.write(dir.resolve("f"), new byte[] {'a', (byte) 0xe9, 'b'});

    assertRefused(file, "is not UTF-8; save it as UTF-8");
  }

  private Path withPermissions(String permissions) throws IOException {
    Path file = Files.writeString(dir.resolve("f"), "x");
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
  }

  private static boolean mayGiveAway(Path file) {
    try {
      Files.setAttribute(file, "unix:uid", 12_345);
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  private static void assertRefused(Path file, String rule) {
    assertThatExceptionOfType(RefusedFileException.class)
        .isThrownBy(() -> PlainFile.read(file))
        .withMessageStartingWith(file + ": " + rule);
  }
}
