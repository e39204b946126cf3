package io.rotakeep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.testkit.corpus.BadInput;
import io.rotakeep.testkit.corpus.BadInputPage;
import io.rotakeep.testkit.corpus.Row;
import io.rotakeep.testkit.corpus.Surface;
import io.rotakeep.v1.Connection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of bad arguments, files and answers at the command line. */
final class CommandsBadInputTest {
  private static final String FAILED = "exit 1, file, line and rule";
  private static final String NOT_STARTED = "exit 1, one line with the file and the mend";
  private static final String USAGE = "exit 2, without repeating what was given";
  private static final String SHOWN = "shown with control characters replaced";
  private static final String CANARY = "canary-5f1c";

  @TempDir private static Path dir;

  static List<BadInput> cases() {
    List<BadInput> cases = new ArrayList<>();
    arguments(cases);
    durations(cases);
    files(cases);
    imports(cases);
    for (String format : List.of("text", "json")) {
      cases.add(
          new BadInput(
              Row.B51,
              "labels that would steer a terminal, as " + format,
              SHOWN,
              () -> shown(format)));
    }
    return cases;
  }

  private static void arguments(List<BadInput> cases) {
    for (String line :
        List.of(
            "connection import a --provider p --refresh-token=" + CANARY,
            "connection import a --provider p --refresh-token " + CANARY,
            "connection import a --provider p --token=" + CANARY,
            "connection import a b --provider p --refresh-token-file x " + CANARY,
            "provider apply --client-secret=" + CANARY + " -f x",
            "operator init --passphrase " + CANARY,
            "token a " + CANARY,
            "token a --password=" + CANARY,
            CANARY)) {
      String shown = line.replace(CANARY, "…");
      cases.add(new BadInput(Row.B52, "rotakeep " + shown, USAGE, () -> called(line)));
    }
  }

  private static String called(String line) {
    Run run = new Run().of(line.split(" "));
    assertThat(run.out() + run.err()).doesNotContain(CANARY);
    assertThat(run.err()).containsAnyOf("Usage: rotakeep", "Did you mean", "Possible solutions");
    return run.exitCode() == 2 ? USAGE : "exit " + run.exitCode();
  }

  private static void durations(List<BadInput> cases) {
    for (String time : List.of("5", "-1s", "1e9h", "∞", "1XB", "", "999999999999999999d", "1.5h")) {
      cases.add(
          new BadInput(
              Row.B45,
              "idle_ttl: \"" + time + "\" in a provider file",
              FAILED,
              () -> applied("name: p\nrefresh_token: {idle_ttl: \"" + time + "\"}\n")));
    }
  }

  private static String applied(String yaml) throws IOException {
    Path file = Files.writeString(dir.resolve("p.yaml"), yaml);
    try (FakeDaemon daemon = new FakeDaemon()) {
      Run run = Run.on(daemon).of("provider", "apply", "-f", file.toString());
      assertThat(daemon.requests()).isEmpty();
      return run.exitCode() == 1 && run.err().contains("p.yaml:2:") ? FAILED : run.err();
    }
  }

  private static void files(List<BadInput> cases) {
    String bomb = "a: &a [x, x]\nb: [*a, *a]\n";
    cases.add(new BadInput(Row.B41, "aliases in a daemon file", NOT_STARTED, () -> started(bomb)));
    cases.add(
        new BadInput(Row.B41, "a tag", NOT_STARTED, () -> started("a: !!java.net.URL [x]\n")));
    cases.add(new BadInput(Row.B41, "nothing", NOT_STARTED, () -> started("")));
    cases.add(new BadInput(Row.B42, "a file that all may write", NOT_STARTED, () -> open()));
    cases.add(
        new BadInput(
            Row.B42,
            "a directory",
            NOT_STARTED,
            () -> server(Files.createTempDirectory(dir, "d"))));
    cases.add(
        new BadInput(
            Row.B43,
            "settings in the data directory's name",
            NOT_STARTED,
            () -> started("data_dir: 'x;INIT=y'\n")));
  }

  private static String open() throws IOException {
    Path file = Files.writeString(dir.resolve("open.yaml"), "data_dir: x\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
    return server(file);
  }

  private static String started(String yaml) throws IOException {
    return server(Files.writeString(dir.resolve("rotakeep.yaml"), yaml));
  }

  private static String server(Path file) {
    Run run = new Run().of("server", "--config", file.toString());
    boolean one = run.err().lines().count() == 1 && run.err().contains(file.toString());
    return run.exitCode() == 1 && one && run.out().isEmpty() ? NOT_STARTED : run.err();
  }

  private static void imports(List<BadInput> cases) {
    String good = "{\"connection\": \"a\", \"refresh_token\": \"rt\"}\n";
    for (String line :
        List.of(
            CANARY,
            "{\"connection\": \"a\"}",
            "{\"connection\": \"a\", \"refresh_token\": 7}",
            "{\"connection\": \"a\", \"refresh_token\": \""
                + CANARY
                + "\", \"access_token\": \"x\"}",
            "[\"" + CANARY + "\"]",
            "{\"connection\": \"a\", \"refresh_token\": \"" + CANARY)) {
      cases.add(
          new BadInput(
              Row.B53,
              "an import of a line " + line.replace(CANARY, "…"),
              FAILED,
              () -> imported(good + good + line + "\n" + good)));
    }
  }

  private static String imported(String lines) throws IOException {
    Path file = Files.writeString(dir.resolve("tokens.jsonl"), lines);
    try (FakeDaemon daemon = new FakeDaemon()) {
      Run run = Run.on(daemon).of("connection", "import", "--provider=p", "--jsonl=" + file);
      assertThat(run.out() + run.err()).doesNotContain(CANARY);
      return run.exitCode() == 1 && run.err().contains("tokens.jsonl:3: ") ? FAILED : run.err();
    }
  }

  private static String shown(String format) {
    try (FakeDaemon daemon = new FakeDaemon()) {
      daemon.thenAnswers(
          Connection.newBuilder()
              .setId("a")
              .putLabels("k", "\u001b[2J\u202e\u0007=cmd()")
              .setSubject("\u001b]0;owned\u0007\r\nlast")
              .build());
      Run run = Run.on(daemon).of("connection", "show", "a", "--output", format);
      assertThat(run.exitCode()).isZero();
      assertThat(run.out().codePoints().filter(c -> c != '\n' && Character.isISOControl(c)))
          .isEmpty();
      assertThat(run.out()).doesNotContain("\nlast");
      return SHOWN;
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void refusesWhatIsBadAndShowsNoneOfIt(BadInput bad) throws Exception {
    assertThat(bad.attack().answer()).isEqualTo(bad.answer());
  }

  @Test
  void hasACaseForEachOfItsRowsAndTheManualSaysTheSame() {
    BadInputPage.find().check(Surface.COMMANDS, cases().stream().map(BadInput::answered).toList());
  }
}
