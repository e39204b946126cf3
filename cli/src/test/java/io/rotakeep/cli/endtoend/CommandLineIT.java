package io.rotakeep.cli.endtoend;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.rotakeep.cli.trial.DaemonLaunch;
import io.rotakeep.cli.trial.JavaCommand;
import io.rotakeep.testkit.authorization.ClientKind;
import io.rotakeep.testkit.doubles.AuthorizationServerDouble;
import io.rotakeep.testkit.doubles.DoubleSettings;
import io.rotakeep.testkit.doubles.Endpoint;
import io.rotakeep.testkit.doubles.Fault;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The command line as a person has it: processes on a terminal, and a daemon that answers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(value = 10, unit = TimeUnit.MINUTES)
final class CommandLineIT {
  private static final int MANY = 6;

  @TempDir private static Path directory;

  private final AuthorizationServerDouble server =
      AuthorizationServerDouble.start(
          DoubleSettings.standard().withAccessTokenLife(Duration.ofMinutes(15)));
  private @Nullable DaemonUnderTest daemon;
  private @Nullable Commands commands;

  @BeforeAll
  void start() throws Exception {
    var logs = Files.createDirectory(directory.resolve("log"));
    var launch = DaemonLaunch.development(directory.resolve("data"), logs);
    var started = new DaemonUnderTest(launch, _ -> {});
    daemon = started;
    started.start();
    commands =
        new Commands(
            Map.of("ROTAKEEP_ADDRESS", daemon().process().grpcAddress()),
            Files.createDirectory(directory.resolve("commands")));
  }

  @AfterAll
  void stop() {
    daemon().close();
    server.close();
  }

  @Test
  @Order(1)
  void appliesAProviderFile() throws Exception {
    var file = Files.writeString(directory.resolve("acme.yaml"), providerFile());

    var said = commands().run("provider", "apply", "-f", file.toString());

    assertThat(said.exit()).as(said.errors()).isZero();
    assertThat(said.output()).isEqualTo("provider acme applied");
  }

  private String providerFile() {
    return """
    name: acme
    issuer: %s
    endpoints: {authorization: "%s", token: "%s", revocation: "%s"}
    client: {id: %s, type: public}
    redirect_uri: "%s"
    scopes: [openid, offline_access, api]
    rotation: {class: family, blast_radius: grant}
    """
        .formatted(
            server.issuer(),
            server.endpoints().authorization(),
            server.endpoints().token(),
            server.endpoints().revocation(),
            server.client(ClientKind.PUBLIC).id(),
            daemon().process().http("/oauth/callback"));
  }

  @Test
  @Order(2)
  void importsManyFromAFile() throws Exception {
    var client = server.client(ClientKind.PUBLIC);
    var lines =
        IntStream.range(0, MANY)
            .mapToObj(
                n ->
                    "{\"connection\": \"acme/customer-%d\", \"refresh_token\": \"%s\"}"
                        .formatted(n, server.grant(client, "user-" + n, "openid api")))
            .collect(Collectors.joining("\n"));
    var file = Files.writeString(directory.resolve("tokens.jsonl"), lines);

    var said =
        commands().run("connection", "import", "--provider", "acme", "--jsonl", file.toString());

    assertThat(said.exit()).as(said.errors()).isZero();
    assertThat(said.output().lines()).hasSize(MANY + 1).last().asString().contains("ADOPTED");
  }

  @Test
  @Order(3)
  void listsAsATableOnATerminalAndAsAnArrayForAProgram() throws Exception {
    try (var terminal = commands().onATerminal("connection", "list")) {
      assertThat(terminal.awaitExit()).isZero();
      assertThat(terminal.shown())
          .contains("acme/customer-0", "\u001b[32mACTIVE\u001b[0m", "in 14 min")
          .doesNotContain("INCIDENT");
    }

    var json =
        new ObjectMapper().readTree(commands().run("connection", "list", "-o", "json").output());
    assertThat(json).hasSize(MANY);
    assertThat(json.get(0).get("expireTime").asText()).endsWith("Z");
  }

  @Test
  @Order(4)
  void refreshesManyOnceTheNumberIsTyped() throws Exception {
    try (var terminal = commands().onATerminal("connection", "refresh", "--provider", "acme")) {
      terminal.awaitShown("This will refresh " + MANY + " connections. Type " + MANY);
      terminal.type(MANY + "\n");

      assertThat(terminal.awaitExit()).as(terminal.shown()).isZero();
      assertThat(terminal.shown()).contains(MANY + " refreshed");
    }
  }

  @Test
  @Order(5)
  void doesNothingWhenSomethingElseIsTyped() throws Exception {
    try (var terminal = commands().onATerminal("connection", "revoke", "--all")) {
      terminal.awaitShown("Type " + MANY);
      terminal.type("yes\n");

      assertThat(terminal.awaitExit()).isEqualTo(1);
      assertThat(terminal.shown()).contains("not confirmed, nothing was done");
    }
    assertThat(commands().run("connection", "list").output()).doesNotContain("REVOKED");
  }

  @Test
  @Order(6)
  void tellsHowFarItGotWhenCtrlCIsPressedInTheMiddle() throws Exception {
    server.behaviour().faults().always(Endpoint.TOKEN, new Fault.Silence(Duration.ofSeconds(4)));
    try (var terminal = commands().onATerminal("connection", "refresh", "--all", "--yes")) {
      terminal.awaitShown("refreshing 0 of " + MANY);
      terminal.pressCtrlC();

      assertThat(terminal.awaitExit()).isEqualTo(130);
      assertThat(afterTheStatusLine(terminal))
          .contains("interrupted: ", " of " + MANY + " refreshed")
          .contains("to go on: rotakeep connection refresh --all")
          .doesNotContain("Exception", "\tat ");
    } finally {
      server.behaviour().faults().clear();
    }
  }

  /** What remains when the line that came and went has given the cursor back. */
  private static String afterTheStatusLine(PseudoTerminal terminal) {
    var shown = terminal.shown();
    int back = shown.lastIndexOf("\u001b[?25h");
    assertThat(back).isGreaterThan(shown.lastIndexOf("\u001b[?25l"));
    return shown.substring(back);
  }

  @Test
  @Order(7)
  void watchesUntilCtrlCAndGivesTheScreenBack() throws Exception {
    try (var terminal =
        commands().onATerminal("connection", "list", "--watch", "--interval", "1s")) {
      terminal.awaitShown("Ctrl-C ends");
      assertThat(commands().run("connection", "revoke", "acme/customer-5").exit()).isZero();
      terminal.awaitShown("REVOKED");
      terminal.pressCtrlC();

      assertThat(terminal.awaitExit()).isEqualTo(130);
      assertThat(terminal.shown()).startsWith("\u001b[?1049h\u001b[?25l");
      var afterwards = terminal.shown().split("\u001b\\[\\?25h\u001b\\[\\?1049l", 2)[1];
      assertThat(afterwards).contains("acme/customer-5", "REVOKED").doesNotContain("Exception");
    }
  }

  @Test
  @Order(8)
  void saysNothingWhenItsReaderGoesAway() throws Exception {
    var errors = directory.resolve("closed-pipe.err");
    var list = String.join("' '", java("connection", "list"));
    var shell =
        new ProcessBuilder("/bin/sh", "-c", "'" + list + "' 2>" + errors + " | head -n 1")
            .redirectErrorStream(true);
    shell.environment().put("ROTAKEEP_ADDRESS", daemon().process().grpcAddress());
    var process = shell.start();

    assertThat(process.inputReader().readLine()).startsWith("ID");
    assertThat(process.waitFor()).isZero();
    assertThat(Files.readString(errors)).isEmpty();
  }

  private Iterable<String> java(String... arguments) {
    return JavaCommand.of(DaemonLaunch.of(directory, arguments));
  }

  @Test
  @Order(9)
  void suggestsTheIdThatWasMeant() throws Exception {
    var said = commands().run("connection", "show", "acme/custmer-1");

    assertThat(said.exit()).isEqualTo(1);
    assertThat(said.errors())
        .startsWith("NOT_FOUND/CONNECTION_NOT_FOUND: ")
        .contains("did you mean: acme/customer-1");
  }

  private DaemonUnderTest daemon() {
    return requireNonNull(daemon);
  }

  private Commands commands() {
    return requireNonNull(commands);
  }
}
