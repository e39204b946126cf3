package io.rotakeep.cli;

import static io.rotakeep.cli.Screens.assertScreen;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.Code;
import io.rotakeep.cli.text.DisplayWidth;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScreensTest {
  private final FakeDaemon daemon = new FakeDaemon();

  @AfterEach
  void stop() {
    daemon.close();
  }

  @Test
  void showConnectionsInAWideTerminal() {
    daemon.thenAnswers(Samples.CONNECTIONS);

    assertScreen("connection-list-120", seen(120, "connection", "list").out());
  }

  @ParameterizedTest
  @ValueSource(ints = {78, 84, 96, 110})
  void fitATableToTheTerminalWithoutCuttingAnId(int columns) {
    daemon.thenAnswers(Samples.CONNECTIONS);

    var run = seen(columns, "connection", "list", "--color=never");

    assertThat(run.out().lines()).allMatch(line -> DisplayWidth.of(line) <= columns);
    assertThat(run.out()).contains("salesforce/acme-prod", "REAUTHORIZATION_REQUIRED");
  }

  @Test
  void showConnectionsInANarrowTerminal() {
    daemon.thenAnswers(Samples.CONNECTIONS);

    assertScreen("connection-list-84", seen(84, "connection", "list").out());
  }

  @Test
  void showAConnection() {
    daemon.thenAnswers(Samples.ACTIVE);

    assertScreen("connection-show", seen(100, "connection", "show", "a").out());
  }

  @Test
  void showWhatIsTheMatterWithAConnection() {
    daemon.thenAnswers(Samples.DIAGNOSIS);

    assertScreen("connection-doctor", seen(100, "connection", "doctor", "a").out());
  }

  @Test
  void showThatNothingIsTheMatter() {
    daemon.thenAnswers(Samples.HEALTHY);

    assertScreen("connection-doctor-healthy", seen(100, "connection", "doctor", "a").out());
  }

  @Test
  void showWhatACheckFound() {
    daemon.thenStreams(Samples.FINDINGS);

    var run = seen(100, "provider", "check", "salesforce-prod");

    assertThat(run.exitCode()).isEqualTo(1);
    assertScreen("provider-check", run.out());
  }

  @Test
  void showHowTheDaemonIs() {
    daemon.thenAnswers(Samples.FAULTY);

    assertScreen("operator-status", seen(100, "operator", "status").out());
  }

  @Test
  void showAFailureWithItsMend() {
    daemon.thenFails(
        Code.FAILED_PRECONDITION,
        "REAUTHORIZATION_REQUIRED",
        Map.of("connection", "hubspot/initech"));

    assertScreen("failure", seen(100, "token", "hubspot/initech").err());
  }

  @Test
  void showWhatWasCalledWrongly() {
    assertScreen("usage", seen(100, "connection", "refresh").err());
  }

  @Test
  void showTheCommandsOfAGroup() {
    assertScreen("help-connection", seen(100, "connection", "--help").out());
  }

  private Run seen(int columns, String... arguments) {
    return Run.on(daemon).onATerminal(columns).at(Samples.NOW).of(arguments);
  }
}
