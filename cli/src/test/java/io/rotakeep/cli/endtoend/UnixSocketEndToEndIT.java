package io.rotakeep.cli.endtoend;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.rotakeep.cli.trial.DaemonLaunch;
import io.rotakeep.cli.trial.DaemonProcess;
import io.rotakeep.client.RotakeepException;
import io.rotakeep.testkit.ToolUnavailableException;
import io.rotakeep.testkit.authorization.AuthorizationServer;
import io.rotakeep.testkit.doubles.AuthorizationServerDouble;
import io.rotakeep.testkit.doubles.DoubleSettings;
import io.rotakeep.testkit.user.OtherUser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

/**
 * The story on a daemon that listens on a unix socket only, and is killed and started again on it.
 */
final class UnixSocketEndToEndIT extends EndToEndSuite {
  private static final int READER = 65_500;

  private @Nullable Path home;

  @Override
  protected AuthorizationServer startServer(Duration accessTokenLife) {
    return AuthorizationServerDouble.start(
        DoubleSettings.standard().withAccessTokenLife(accessTokenLife));
  }

  @Override
  protected String preset() {
    return "generic";
  }

  @Override
  protected DaemonUnderTest daemonIn(Path directory) throws IOException {
    home = directory;
    Path logs = Files.createDirectory(directory.resolve("log"));
    Path run = Files.createDirectory(directory.resolve("run"));
    for (Path it : List.of(requireNonNull(directory.getParent()), directory, run)) {
      Files.setPosixFilePermissions(it, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    Path file = Files.writeString(directory.resolve("rotakeep.yaml"), settings(run));
    try (var init =
        DaemonProcess.launch(
            DaemonLaunch.of(logs, "operator", "init", "--config", file.toString()))) {
      assertThat(init.awaitExit()).as("%s", init.errorLines()).isZero();
    }
    return new DaemonUnderTest(
        DaemonLaunch.configured(file, logs).with("ROTAKEEP_LOG_LEVEL", "TRACE"), _ -> {});
  }

  @Test
  @Order(20)
  void servesAnotherUserOnlyWhatThePolicyNames() throws IOException {
    try (var other = calling(READER);
        var reader = daemon().connect(it -> it.address("localhost:" + other.port()))) {
      assertThat(reader.accessToken("story/public").value()).isNotEmpty();
      assertThatExceptionOfType(RotakeepException.NotAllowed.class)
          .isThrownBy(() -> reader.accessToken("story/confidential-post"));
    }
  }

  @Test
  @Order(21)
  void refusesAUserWhomNoPolicyNames() throws IOException {
    try (var other = calling(READER + 1);
        var stranger = daemon().connect(it -> it.address("localhost:" + other.port()))) {
      assertThatExceptionOfType(RotakeepException.NotAllowed.class)
          .isThrownBy(() -> stranger.accessToken("story/public"));
    }
  }

  @Test
  @Order(22)
  void answersTheCommandLine() throws IOException {
    Path logs = Files.createDirectories(home().resolve("log/cli"));
    try (var command =
        DaemonProcess.launch(
            DaemonLaunch.of(logs, "connection", "show", "story/public")
                .with("ROTAKEEP_ADDRESS", "unix:" + socket()))) {
      assertThat(command.awaitExit()).as("%s", command.errorLines()).isZero();
      assertThat(command.outputLines()).anyMatch(line -> line.contains("story/public"));
      assertThat(command.errorLines()).isEmpty();
    }
  }

  @Test
  @Order(23)
  void leavesTheSocketWhenItIsKilledAndTakesItOverAndAwayAgain() {
    daemon().kill();
    assertThat(socket()).exists();

    daemon().start();
    assertThat(daemon().connection("story/public").getId()).isEqualTo("story/public");
    assertThat(daemon().stop()).isIn(0, 143);
    assertThat(socket()).doesNotExist();

    daemon().start();
    assertThat(socket()).exists();
  }

  private OtherUser calling(int uid) throws IOException {
    try {
      Path program = Files.createDirectories(home().resolve("run/other"));
      return OtherUser.calling(socket(), uid, uid, program);
    } catch (ToolUnavailableException e) {
      throw new TestAbortedException(e.getMessage(), e);
    }
  }

  private Path home() {
    return requireNonNull(home);
  }

  private Path socket() {
    return home().resolve("run/r.sock");
  }

  private static String settings(Path run) throws IOException {
    return """
    data_dir: data
    witness: witness/witness
    listen:
      unix: {path: run/r.sock, mode: "0666"}
      http: {address: "127.0.0.1:0"}
    seal: {type: key-file, path: seal.key}
    audit: [{type: file, path: audit.jsonl}]
    policies:
      - name: ops
        callers: ["uid:%s"]
        connections: ["**"]
        roles: [operator, reader, enroller, support, security]
      - {name: crm, callers: ["uid:%d"], connections: ["story/public"], roles: [reader]}
    """
        .formatted(Files.getAttribute(run, "unix:uid"), READER);
  }
}
