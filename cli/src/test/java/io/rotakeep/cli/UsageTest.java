package io.rotakeep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.Code;
import io.rotakeep.v1.Connection;
import io.rotakeep.v1.ListConnectionsResponse;
import io.rotakeep.v1.SystemStatus;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UsageTest {
  private final FakeDaemon daemon = new FakeDaemon();

  @AfterEach
  void stop() {
    daemon.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "provider",
        "connection",
        "operator",
        "nonsense",
        "token",
        "token a b",
        "token a --min-validity 60",
        "token a --output xml",
        "provider apply",
        "provider show",
        "connection show",
        "connection authorize",
        "connection import a --refresh-token-file x",
        "connection import a --provider p",
        "connection import --provider p --refresh-token-file x",
        "connection import a --provider p --jsonl x",
        "connection import a --provider p --refresh-token-file x --rotate never",
        "connection refresh",
        "connection refresh a --all",
        "connection refresh --provider p --label a=b",
        "connection refresh --all --yes --accept-risk",
        "connection refresh a --since 2026-11-27T13:59:00Z",
        "connection refresh a --rate 5/s",
        "connection refresh --all --yes --since yesterday",
        "connection refresh --all --yes --rate 0/s",
        "connection refresh --all --yes --rate 101",
        "connection refresh --all --yes --rate fast",
        "connection revoke --label a",
        "connection delete",
        "connection label a",
        "connection label --set a=b",
        "connection quarantine a",
        "connection reinstate a",
        "connection reinstate a b --comment c",
        "connection doctor",
        "connection list --watch --interval 1ms",
        "provider delete",
        "provider check",
        "provider announce-event p",
        "provider announce-event p --for 1h",
        "provider announce-event p --for soon --comment c",
        "provider announce-event p --until tomorrow --comment c",
        "provider announce-event p --for 1h --withdraw --comment c",
        "token a --color sometimes",
        "completion tcsh",
      })
  void endsWithTwoAndTheUsageWhenCalledWrongly(String line) {
    var run = Run.on(daemon).of(line.isEmpty() ? new String[0] : line.split(" "));

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).containsAnyOf("Usage: rotakeep", "Did you mean: rotakeep");
    assertThat(run.out()).isEmpty();
    assertThat(daemon.requests()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--help",
        "token --help",
        "provider --help",
        "provider apply --help",
        "connection authorize --help",
        "connection import --help",
        "operator init --help",
        "connection doctor --help",
        "provider check --help",
        "completion --help"
      })
  void explainsEachCommand(String line) {
    var run = Run.on(daemon).of(line.split(" "));

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("Usage: rotakeep", "--address", "--output");
  }

  @Test
  void tellsItsVersion() {
    assertThat(Run.on(daemon).of("--version").out()).startsWith("rotakeep ");
  }

  @Test
  void takesGlobalOptionsBeforeAndAfterTheCommand() {
    var status = SystemStatus.newBuilder().setVersion("1.2.3").build();
    daemon.thenAnswers(status).thenAnswers(status);

    var before = new Run().of("--address", daemon.address(), "-o", "json", "operator", "status");
    var after = new Run().of("operator", "status", "--address", daemon.address(), "-o", "JSON");

    assertThat(before.exitCode()).isZero();
    assertThat(before.out()).contains("\"version\": \"1.2.3\"").isEqualTo(after.out());
  }

  @Test
  void prefersTheOptionToTheEnvironment() {
    daemon.thenAnswers(SystemStatus.getDefaultInstance());

    var run =
        new Run()
            .with("ROTAKEEP_ADDRESS", "127.0.0.1:1")
            .of("operator", "status", "--address", daemon.address());

    assertThat(run.exitCode()).isZero();
  }

  @Test
  void tellsStatusReasonAndMendOfAFailure() {
    daemon.thenFails(
        Code.FAILED_PRECONDITION,
        "CONNECTION_QUARANTINED",
        Map.of("next_step", "ask\u001b[2J security", "incident", "inc-7"));

    var run = Run.on(daemon).of("token", "salesforce/acme");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .isEqualTo(
            """
            FAILED_PRECONDITION/CONNECTION_QUARANTINED: said the daemon
              next step: ask?[2J security
              incident: inc-7
            """);
  }

  @Test
  void saysInWhichWaysACallerBecomesKnown() {
    daemon.thenFails(Code.UNAUTHENTICATED, "CALLER_UNKNOWN", Map.of());

    var run = Run.on(daemon).of("token", "salesforce/acme");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .startsWith("UNAUTHENTICATED/CALLER_UNKNOWN: said the daemon\n  next step: show a ")
        .contains("--cert and --key", "listen.jwt", "ROTAKEEP_TOKEN_FILE");
  }

  @Test
  void saysWhatToLookAtWhenNobodyAnswers() {
    daemon.close();

    var run = Run.on(daemon).of("operator", "status");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .startsWith("UNAVAILABLE: nobody answers at " + daemon.address())
        .contains("Connection refused", "next step: start the daemon there");
  }

  @Test
  void refusesToTalkPlainlyToAnotherMachine() {
    var run = new Run().of("operator", "status", "--address", "192.0.2.1:8740");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).startsWith("INVALID_ARGUMENT: address").contains("ROTAKEEP_CA");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "token a --token=s3cr3t",
        "token a --access-token s3cr3t",
        "connection import a --provider p --refresh-token=s3cr3t",
        "connection import a --provider p --refresh-token s3cr3t",
        "provider apply -f x --client-secret=s3cr3t",
        "--secret=s3cr3t provider list",
        "operator status --password s3cr3t",
        "operator init --passphrase=s3cr3t",
      })
  void refusesSecretsOnTheCommandLineWithoutRepeatingThem(String line) {
    var run = Run.on(daemon).of(line.split(" "));

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .contains("does not belong on the command line", "file")
        .doesNotContain("s3cr3t");
    assertThat(daemon.requests()).isEmpty();
  }

  @Test
  void suggestsWhatWasProbablyMeant() {
    assertThat(Run.on(daemon).of("conection", "list").err())
        .contains("Did you mean: rotakeep connection");
    assertThat(Run.on(daemon).of("connection", "lst").err())
        .contains("Did you mean: connection list");
  }

  @Test
  void suggestsAnIdThatTheDaemonKnows() {
    daemon
        .thenFails(
            Code.NOT_FOUND, "CONNECTION_NOT_FOUND", Map.of("connection", "salesforce/acme-prd"))
        .thenAnswers(
            ListConnectionsResponse.newBuilder()
                .addConnections(Connection.newBuilder().setId("okta/other"))
                .addConnections(Connection.newBuilder().setId("salesforce/acme-prod"))
                .build());

    var run = Run.on(daemon).of("connection", "show", "salesforce/acme-prd");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .isEqualTo(
            """
            NOT_FOUND/CONNECTION_NOT_FOUND: said the daemon
              did you mean: salesforce/acme-prod
            """);
  }

  @Test
  void namesTheVersionAsTextAndJson() {
    assertThat(new Run().of("version").out()).startsWith("rotakeep ");
    assertThat(new Run().of("version", "-o", "json").out()).startsWith("{\"version\": \"");
  }
}
