package io.rotakeep.adapter.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SocketFileTest {
  @TempDir private Path directory;
  private Path path;

  @BeforeEach
  void name() {
    path = directory.resolve("r.sock");
  }

  @Test
  void appearsWithItsModeAndLeavesNothingBesideItself() throws IOException {
    try (RpcServer _ = listen(path, 0640)) {
      assertThat(mode(path)).isEqualTo(0140640);
      assertThat(entries()).containsExactly(path);
      assertThat(isAnswered(path)).isTrue();
    }
    assertThat(entries()).isEmpty();
  }

  @Test
  void isBoundWhereOnlyItsOwnerCanReachIt() throws IOException {
    try (SocketFile file = SocketFile.claim(new RpcSettings.Unix(path, 0666))) {
      assertThat(file.sheltered()).hasParentRaw(entries().getFirst());
      assertThat(mode(entries().getFirst())).isEqualTo(040700);
    }
    assertThat(entries()).isEmpty();
  }

  @Test
  void replacesTheSocketOfADeadDaemon() throws IOException {
    leaveSocketBehind();

    assertThat(isAnswered(path)).isFalse();
    try (RpcServer _ = listen(path, 0600)) {
      assertThat(isAnswered(path)).isTrue();
    }
  }

  @Test
  void refusesTheSocketOfALivingProcessAndLeavesItAlone() throws IOException {
    try (RpcServer _ = listen(path, 0600)) {
      assertThatThrownBy(() -> listen(path, 0600))
          .hasMessage(
              "listen.unix.path: %s: another process listens there; stop it or choose another path"
                      .formatted(path)
                  + " for this daemon");
      assertThat(isAnswered(path)).isTrue();
    }
  }

  @Test
  void refusesWhatIsNoSocketAndLeavesItAlone() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "precious");
    Path link = Files.createSymbolicLink(directory.resolve("link"), path);

    for (Path taken : List.of(file, link, Files.createDirectory(directory.resolve("directory")))) {
      assertThatThrownBy(() -> listen(taken, 0600))
          .hasMessage(
              "listen.unix.path: %s: is something else than a socket; remove it or choose another"
                      .formatted(taken)
                  + " path");
    }
    assertThat(file).hasContent("precious");
    assertThat(link).isSymbolicLink();
  }

  @Test
  void refusesADirectoryThatDoesNotExist() {
    assertThatThrownBy(() -> listen(directory.resolve("none/r.sock"), 0600))
        .hasMessageContaining("its directory does not exist; create it");
  }

  @Test
  void fitsIntoTheLongestPathThereIs() throws IOException {
    int room = 106 - directory.toString().length() - 1;
    Path longest = directory.resolve("a".repeat(room));

    try (RpcServer _ = listen(longest, 0600)) {
      assertThat(isAnswered(longest)).isTrue();
    }
  }

  @Test
  void takesAwayOnlyItsOwn() throws IOException {
    try (RpcServer _ = listen(path, 0600)) {
      Files.delete(path);
      leaveSocketBehind();
    }

    assertThat(entries()).containsExactly(path);
  }

  @Test
  void startsBesideAShelterThatADeadDaemonLeft() throws IOException {
    Files.createDirectory(directory.resolve(".0"));

    try (RpcServer _ = listen(path, 0600)) {
      assertThat(isAnswered(path)).isTrue();
    }
  }

  @Test
  void stopsAsTheNetworkDoes() throws IOException {
    RpcServer server = listen(path, 0600);

    assertThat(server.stop(Duration.ofSeconds(10))).isTrue();
    assertThat(path).doesNotExist();
  }

  private static RpcServer listen(Path path, int mode) throws IOException {
    RpcSettings settings =
        new RpcSettings(null, new RpcSettings.Unix(path, mode), false, RpcSettings.Limits.DEFAULT);
    return RpcServer.prepare(settings, InstantSource.system())
        .start(new ServiceTable(List.of()), new HealthReport(List.of()), List.of());
  }

  /** As a process that was killed does. */
  private void leaveSocketBehind() throws IOException {
    try (var dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      dead.bind(UnixDomainSocketAddress.of(path));
    }
  }

  private static boolean isAnswered(Path socket) {
    try (var _ = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static int mode(Path file) throws IOException {
    return (int) Files.getAttribute(file, "unix:mode");
  }

  private List<Path> entries() throws IOException {
    try (Stream<Path> found = Files.list(directory)) {
      return found.toList();
    }
  }
}
