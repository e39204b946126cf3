package io.rotakeep.adapter.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;

import io.rotakeep.testkit.ToolUnavailableException;
import io.rotakeep.testkit.tool.DebianTool;
import io.rotakeep.testkit.tool.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Secret files as systemd hands them to a service, with this user in the place of root. */
class CredentialsTest {
  private static final String HANDED_OUT = "r--r-----";

  @TempDir Path home;

  private final int me = OwnerOnly.ofThisProcess().uid();
  private Path directory = Path.of("");
  private Path file = Path.of("");

  @BeforeEach
  void handOut() throws IOException {
    directory = Files.createDirectory(home.resolve("credentials"));
    file = secret(directory.resolve("seal.key"), HANDED_OUT);
    allow(directory, "rwxr-x---");
  }

  @Test
  void oneIsTakenThoughItsListsMaskReadsLikeTheGroupsRight() {
    assertThatCode(() -> handed(me).requireSecretFile(file)).doesNotThrowAnyException();
  }

  @Test
  void oneIsTakenByAnotherNameOfItsDirectory() throws IOException {
    Path name = Files.createSymbolicLink(home.resolve("name"), directory);

    assertThatCode(() -> handed(me).requireSecretFile(name.resolve("seal.key")))
        .doesNotThrowAnyException();
  }

  @Test
  void withoutAServiceManagerTheGroupsRightIsTheGroups() {
    assertRefused(OwnerOnly.ofThisProcess(Map.of()), file, "mode 440 lets others in");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-rw----", "r--r-x---", "r---w----", "r--r--r--", "r--r----x"})
  void nothingButTheRightToReadIsTheLists(String mode) throws IOException {
    allow(file, mode);

    assertRefused(handed(me), file, "lets others in; chmod 400 " + file);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rwxr-x--x", "rwxr-xr--", "rwxrwx---"})
  void aDirectoryThatOthersMayEnterHandsNothingOut(String mode) throws IOException {
    allow(directory, mode);

    assertRefused(handed(me), file, "mode 440 lets others in");
  }

  @Test
  void aFileInAnotherDirectoryIsNone() throws IOException {
    Path beside = secret(home.resolve("seal.key"), HANDED_OUT);
    Path below = Files.createDirectory(directory.resolve("below"));
    Path deeper = secret(below.resolve("seal.key"), HANDED_OUT);

    assertRefused(handed(me), beside, "mode 440 lets others in");
    assertRefused(handed(me), directory.resolve("../seal.key"), "mode 440 lets others in");
    assertRefused(handed(me), deeper, "mode 440 lets others in");
  }

  @Test
  void aFileThatIsNotTheManagersIsNone() {
    assertRefused(handed(me + 1), file, "mode 440 lets others in");
  }

  @Test
  void aLinkIsNone() throws IOException {
    Path elsewhere = secret(home.resolve("elsewhere"), HANDED_OUT);
    Path link = Files.createSymbolicLink(directory.resolve("link"), elsewhere);

    assertRefused(handed(me), link, "must be a regular file, not a link to one");
  }

  @Test
  void aDirectoryThatIsNotThereHandsNothingOut() {
    OwnerOnly owner = new OwnerOnly(me, new Credentials(home.resolve("none"), me));

    assertRefused(owner, file, "mode 440 lets others in");
  }

  @Test
  void theManagerIsRootAndTheEnvironmentNamesItsDirectory() {
    assertThat(Credentials.named(Map.of("CREDENTIALS_DIRECTORY", "/run/credentials/a.service")))
        .isEqualTo(new Credentials(Path.of("/run/credentials/a.service"), 0));
    assertThat(Credentials.named(Map.of("CREDENTIALS_DIRECTORY", ""))).isNull();
    assertThat(Credentials.named(Map.of())).isNull();
  }

  /** That Java sees of an access list what is said above; aborted where none can be had. */
  @Test
  void oneWithARealAccessListIsTaken() throws IOException {
    allow(file, "r--------");
    allow(directory, "r-x------");
    admit("u:65534:r", file);
    admit("u:65534:rx", directory);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo(HANDED_OUT);
    assertThatCode(() -> handed(me).requireSecretFile(file)).doesNotThrowAnyException();
    allow(directory, "rwx------");
  }

  private void admit(String whom, Path path) {
    try {
      DebianTool tool = DebianTool.find("setfacl", List.of("acl"));
      List<String> command = List.of(tool.program().toString(), "-m", whom, path.toString());
      new Tool("setfacl", command, tool.environment()).runIn(home);
    } catch (ToolUnavailableException e) {
      abort("no access lists: " + e.getMessage());
    }
  }

  private OwnerOnly handed(int manager) {
    return new OwnerOnly(me, new Credentials(directory, manager));
  }

  private static Path secret(Path path, String mode) throws IOException {
    Files.write(path, new byte[32]);
    allow(path, mode);
    return path;
  }

  private static void allow(Path path, String mode) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
  }

  private static void assertRefused(OwnerOnly owner, Path path, String why) {
    assertThatThrownBy(() -> owner.requireSecretFile(path))
        .isInstanceOf(UnusableFileException.class)
        .hasMessageContaining(why);
  }
}
