package io.rotakeep.adapter.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rotakeep.process.Child;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DataDirectoryTest {
  @TempDir Path parent;

  @Test
  void makesADirectoryOfItsOwn() throws IOException {
    Path path = parent.resolve("a/b/data");

    try (DataDirectory directory = DataDirectory.open(path)) {
      assertThat(directory.file("journal")).isEqualTo(path.resolve("journal"));
      assertThat(mode(path)).isEqualTo("rwx------");
      assertThat(mode(path.resolve("lock"))).isEqualTo("rw-------");
    }
  }

  @Test
  void canBeOpenedAgainOnceClosed() {
    Path path = parent.resolve("data");

    DataDirectory.open(path).close();
    DataDirectory.open(path).close();

    assertThat(path).isDirectory();
  }

  @Test
  void refusesASecondDaemonNamingTheFirst() throws Exception {
    Path path = parent.resolve("data");
    try (Child first = Child.start("true", Holder.class, path)) {
      assertThat(first.readLine()).isEqualTo("locked");

      assertThatThrownBy(() -> DataDirectory.open(path))
          .isInstanceOf(UnusableFileException.class)
          .hasMessage(
              "%s: in use by another daemon (process %d); stop it first", path, first.pid());

      first.killAndWait();
      DataDirectory.open(path).close();
    }
  }

  @Test
  void refusesASecondDaemonInTheSameProcess() {
    Path path = parent.resolve("data");
    try (DataDirectory _ = DataDirectory.open(path)) {
      assertThatThrownBy(() -> DataDirectory.open(path))
          .isInstanceOf(UnusableFileException.class)
          .hasMessageContaining("in use by another daemon");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "rwxr-x---, mode 750 lets others in; chmod 700",
    "rwx-----x, mode 701 lets others in; chmod 700",
    "r-x------, its owner cannot read and write it; chmod 700"
  })
  void refusesAWrongMode(String mode, String message) throws IOException {
    Path path = Files.createDirectory(parent.resolve("data"));
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));

    assertThatThrownBy(() -> DataDirectory.open(path))
        .isInstanceOf(UnusableFileException.class)
        .hasMessage("%s: %s %s", path, message, path);

    assertThat(path).isEmptyDirectory();
  }

  @Test
  void refusesAnotherUsersDirectory() {
    Path path = parent.resolve("data");
    int me = OwnerOnly.ofThisProcess().uid();
    DataDirectory.open(path).close();

    assertThatThrownBy(() -> DataDirectory.open(path, new OwnerOnly(me + 1, null)))
        .isInstanceOf(UnusableFileException.class)
        .hasMessage(
            "%s: owned by uid %d, must be uid %d, as whom the daemon runs", path, me, me + 1);
  }

  @Test
  void refusesAFileInItsPlace() throws IOException {
    Path path = Files.createFile(parent.resolve("data"));

    assertThatThrownBy(() -> DataDirectory.open(path))
        .isInstanceOf(UnusableFileException.class)
        .hasMessage(path + ": not a directory");
  }

  @Test
  void refusesALinkedLockFile() throws IOException {
    Path path = Files.createDirectory(parent.resolve("data"), OwnerOnly.DIRECTORY);
    Path target = Files.writeString(parent.resolve("target"), "untouched");
    Files.createSymbolicLink(path.resolve("lock"), target);

    assertThatThrownBy(() -> DataDirectory.open(path))
        .isInstanceOf(UnusableFileException.class)
        .hasMessageStartingWith(path + ": cannot be used as the data directory");

    assertThat(target).hasContent("untouched");
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  /** Locks a directory until it is killed. */
  static final class Holder {
    public static void main(String[] arguments) throws IOException {
      DataDirectory directory = DataDirectory.open(Path.of(arguments[0]));
      System.out.println("locked");
      int end = System.in.read();
      System.out.println(directory.path() + " released " + end);
    }
  }
}
