package io.rotakeep.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CompletionTest {
  @TempDir private Path directory;

  private final FakeDaemon daemon = new FakeDaemon();

  @AfterEach
  void stop() {
    daemon.close();
  }

  @ParameterizedTest
  @CsvSource({
    "rotakeep con,                          config connection",
    "rotakeep connection re,                refresh reinstate revoke",
    "rotakeep connection list --l,          --label",
    "rotakeep --output json provider ch,    check",
    "rotakeep connection list --output j,   json",
    "rotakeep connection list --color ne,   never",
    "rotakeep connection list --state re,   reauthorization_required revoked",
    "rotakeep connection doctor sal,        salesforce/acme salesforce/globex",
    "rotakeep connection list --provider o, okta",
    "rotakeep provider show o,              okta",
    "rotakeep incident a,                   acknowledge",
  })
  void completesInBash(String typed, String offered) throws Exception {
    assertThat(Arrays.asList(complete(typed).split("\\s+")))
        .containsExactlyElementsOf(Arrays.asList(offered.split(" ")));
  }

  /** What bash offers; the names come from a stand-in for the program. */
  private String complete(String typed) throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "no bash on this machine");
    var script = Files.writeString(directory.resolve("completion"), script("bash"));
    var words =
        Stream.of(typed.split(" ")).map(word -> "'" + word + "'").collect(Collectors.joining(" "));
    return bash(
        """
        rotakeep() {
          case "$*" in
            "completion-names connections") printf 'salesforce/acme\\nsalesforce/globex\\n' ;;
            "completion-names providers") printf 'okta\\nsalesforce\\n' ;;
          esac
        }
        source '%s'
        COMP_WORDS=(%s)
        COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
        _rotakeep
        echo "${COMPREPLY[@]}"
        """
            .formatted(script, words));
  }

  @ParameterizedTest
  @ValueSource(strings = {"zsh", "fish"})
  void isTakenByOtherShells(String shell) throws Exception {
    var executable = Path.of("/usr/bin", shell);
    assumeTrue(Files.isExecutable(executable), "no " + shell + " on this machine");
    var script = Files.writeString(directory.resolve("completion"), script(shell));

    assertThat(output(executable.toString(), "-n", script.toString())).isEmpty();
  }

  @Test
  void offersFishEveryCommandWithItsDescription() {
    assertThat(script("fish"))
        .contains("-a doctor -d 'Says what is the matter", "-l provider -x -a '(rotakeep")
        .doesNotContain("compliance", "refresh-token ");
  }

  @Test
  void asksTheDaemonForNames() {
    daemon.thenAnswers(Samples.CONNECTIONS);

    assertThat(Run.on(daemon).of("completion-names", "connections").out().lines())
        .contains("salesforce/acme-prod", "okta/umbrella");
  }

  @Test
  void offersNothingWhenTheDaemonIsAway() {
    daemon.close();

    var run = Run.on(daemon).of("completion-names", "providers");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out() + run.err()).isEmpty();
  }

  private static String script(String shell) {
    return new Run().of("completion", shell).out();
  }

  private static String bash(String program) throws Exception {
    return output("/bin/bash", "--norc", "-c", program).strip();
  }

  private static String output(String... command) throws IOException, InterruptedException {
    var process = new ProcessBuilder(List.of(command)).redirectErrorStream(true).start();
    var output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }
}
