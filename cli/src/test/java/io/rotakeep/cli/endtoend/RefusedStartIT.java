package io.rotakeep.cli.endtoend;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.protobuf.ByteString;
import io.rotakeep.cli.trial.DaemonLaunch;
import io.rotakeep.cli.trial.DaemonProcess;
import io.rotakeep.testkit.authorization.ClientKind;
import io.rotakeep.testkit.doubles.AuthorizationServerDouble;
import io.rotakeep.testkit.doubles.DoubleSettings;
import io.rotakeep.testkit.proxy.HttpGate;
import io.rotakeep.v1.ImportRefreshTokensRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A daemon that cannot or must not start says why in one line, and leaves the files as they were.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 2, unit = TimeUnit.MINUTES)
final class RefusedStartIT {
  @TempDir private static Path scratch;

  private @Nullable ConfiguredHome home;
  private @Nullable Path saved;

  @BeforeAll
  void makesAStoreWithAConnection() throws Exception {
    ConfiguredHome made = ConfiguredHome.in(Files.createDirectory(scratch.resolve("home")));
    home = made;
    try (var server = AuthorizationServerDouble.start(DoubleSettings.standard());
        var gate = HttpGate.before(server.issuer());
        var daemon = new DaemonUnderTest(made.launch(), made.as("ops", ConfiguredHome.OPERATOR))) {
      daemon.start();
      daemon.register(new Registration(server, "generic", ClientKind.PUBLIC, gate::through));
      String token = server.grant(server.client(ClientKind.PUBLIC), "alice", "api");
      ImportCall.of(
          daemon.client(),
          ImportRefreshTokensRequest.newBuilder()
              .setConnection("story/public")
              .setProvider(Registration.provider(ClientKind.PUBLIC))
              .setRefreshToken(ByteString.copyFromUtf8(token))
              .build());
      daemon.kill();
    }
    saved = scratch.resolve("saved");
    copy(made.dataDirectory(), saved.resolve("data"));
    copy(requireNonNull(made.witness().getParent()), saved.resolve("witness"));
  }

  @BeforeEach
  void restores() throws Exception {
    remove(home().dataDirectory());
    remove(witnessDirectory());
    copy(requireNonNull(saved).resolve("data"), home().dataDirectory());
    copy(requireNonNull(saved).resolve("witness"), witnessDirectory());
    home().write("127.0.0.1:0", "127.0.0.1:0");
  }

  @Test
  void startsOnTheStoreAsItIs() {
    try (var daemon = DaemonProcess.start(home().launch())) {
      assertThat(daemon.stop()).isIn(0, 143);
    }
  }

  @Test
  void saysThatAPortIsTaken() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      String address = "127.0.0.1:" + taken.getLocalPort();

      home().write(address, "127.0.0.1:0");
      String grpc = refusal(home().launch());
      home().write("127.0.0.1:0", address);
      String http = refusal(home().launch());

      assertThat(grpc).contains(address);
      assertThat(http).contains(address);
    }
  }

  @Test
  void leavesADirectoryAloneThatAnotherDaemonUses() throws Exception {
    try (var living = DaemonProcess.start(home().launch());
        var _ = HeldStill.of(living.pid())) {
      Map<Path, String> before = hashes();

      String said = refusal(home().launch());

      assertThat(said).contains(home().dataDirectory().toString()).containsIgnoringCase("another");
      assertThat(hashes()).isEqualTo(before);
    }
  }

  @Test
  void refusesADirectoryItCannotWrite() throws Exception {
    Path data = home().dataDirectory();

    String said = refusedUntouched(readOnly(home().launch(), data));

    assertThat(said).contains(data.toString());
  }

  @Test
  void refusesAnotherUsersDirectory() throws Exception {
    Path data = home().dataDirectory();
    assumeTrue(isRoot(), "only root can give a directory away");
    Files.setOwner(
        data, data.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));

    String said = refusedUntouched(home().launch());

    assertThat(said).contains(data.toString()).contains("owned by uid");
  }

  @Test
  void refusesACutJournal() throws Exception {
    cut(biggestIn(home().dataDirectory().resolve("journal")));

    assertThat(refusedUntouched(home().launch())).contains("journal");
  }

  @Test
  void refusesACutWitness() throws Exception {
    cut(home().witness());

    assertThat(refusedUntouched(home().launch())).contains("witness");
  }

  @Test
  void refusesACutDatabase() throws Exception {
    cut(databaseFile());

    assertThat(refusedUntouched(home().launch())).contains("database");
  }

  /** The one line that a daemon says before it ends, having changed nothing. */
  private String refusedUntouched(DaemonLaunch launch) throws IOException {
    Map<Path, String> before = hashes();

    String said = refusal(launch);

    assertThat(hashes()).isEqualTo(before);
    return said;
  }

  private Map<Path, String> hashes() throws IOException {
    return FileHashes.of(home().dataDirectory(), witnessDirectory());
  }

  private static String refusal(DaemonLaunch launch) {
    try (var daemon = DaemonProcess.launch(launch)) {
      int exit = daemon.awaitExit();
      assertThat(daemon.errorLines()).hasSize(1);
      assertThat(daemon.outputLines()).isEmpty();
      assertThat(exit).isEqualTo(1);
      return daemon.errorLines().getFirst();
    }
  }

  private static DaemonLaunch readOnly(DaemonLaunch launch, Path directory) throws Exception {
    if (!isRoot()) {
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("r-x------"));
      return launch;
    }
    // Root writes everywhere but on a file system that was mounted for reading only.
    String mount =
        "mount --bind \"$0\" \"$0\" && mount -o remount,ro,bind \"$0\""
            .replace("$0", "" + directory);
    Process tried =
        new ProcessBuilder("unshare", "-m", "/bin/sh", "-c", mount)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assumeTrue(tried.waitFor() == 0, "this kernel does not let root mount here");
    return launch.runBy("unshare", "-m", "/bin/sh", "-c", mount + " && exec \"$0\" \"$@\"");
  }

  private static boolean isRoot() {
    return System.getProperty("user.name").equals("root");
  }

  private Path databaseFile() throws IOException {
    try (Stream<Path> files = Files.walk(home().dataDirectory())) {
      return files.filter(file -> file.toString().endsWith(".mv.db")).findFirst().orElseThrow();
    }
  }

  private static Path biggestIn(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.min(java.util.Comparator.naturalOrder()).orElseThrow();
    }
  }

  /** Takes the second half of the used part away. */
  private static void cut(Path file) throws IOException {
    try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(Math.min(channel.size() / 2, 600));
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path path : all.toList()) {
        Path target = to.resolve(from.relativize(path).toString());
        if (path.equals(from)) {
          Files.createDirectories(target);
        } else {
          Files.copy(path, target);
        }
        Files.setPosixFilePermissions(target, Files.getPosixFilePermissions(path));
      }
    }
  }

  private static void remove(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      List<Path> deepestFirst = all.sorted(java.util.Comparator.reverseOrder()).toList();
      for (Path path : deepestFirst) {
        Files.delete(path);
      }
    }
  }

  private ConfiguredHome home() {
    return requireNonNull(home);
  }

  private Path witnessDirectory() {
    return requireNonNull(home().witness().getParent());
  }
}
