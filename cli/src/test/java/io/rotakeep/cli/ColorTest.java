package io.rotakeep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ColorTest {
  private final FakeDaemon daemon = new FakeDaemon();

  @AfterEach
  void stop() {
    daemon.close();
  }

  @ParameterizedTest
  @CsvSource({
    "true,  auto,   TERM,           xterm, true",
    "false, auto,   TERM,           xterm, false",
    "true,  auto,   TERM,           dumb,  false",
    "true,  auto,   NO_COLOR,       1,     false",
    "true,  auto,   NO_COLOR,       '',    true",
    "false, auto,   CLICOLOR_FORCE, 1,     true",
    "false, auto,   CLICOLOR_FORCE, 0,     false",
    "true,  never,  TERM,           xterm, false",
    "false, always, TERM,           dumb,  true",
    "false, always, NO_COLOR,       1,     true",
  })
  void comesAsTerminalOptionAndEnvironmentSay(
      boolean terminal, String when, String variable, String value, boolean coloured) {
    daemon.thenAnswers(Samples.CONNECTIONS);
    var run = terminal ? Run.on(daemon).onATerminal(100) : Run.on(daemon);

    run.with(variable, value).of("connection", "list", "--color", when);

    assertThat(run.out().contains("\u001b[")).isEqualTo(coloured);
    assertThat(run.out()).contains("QUARANTINED");
  }

  @ParameterizedTest
  @CsvSource({"connection list", "connection show a", "connection doctor a", "provider check p"})
  void staysOutOfJson(String line) {
    if (line.startsWith("provider")) {
      daemon.thenStreams(Samples.FINDINGS);
    } else if (line.endsWith("list")) {
      daemon.thenAnswers(Samples.CONNECTIONS);
    } else {
      daemon.thenAnswers(line.contains("doctor") ? Samples.DIAGNOSIS : Samples.ACTIVE);
    }

    var run = Run.on(daemon).onATerminal(60).of((line + " -o json --color always").split(" "));

    assertThat(run.out()).containsPattern("^[\\[{]").doesNotContain("\u001b");
    assertThat(run.err()).isEmpty();
  }
}
