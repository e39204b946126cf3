package io.rotakeep.adapter.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.rotakeep.testkit.corpus.Answered;
import io.rotakeep.testkit.corpus.BadInputPage;
import io.rotakeep.testkit.corpus.Row;
import io.rotakeep.testkit.corpus.Surface;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of daemon files that must not start a daemon. */
final class SettingsBadInputTest {
  private static final String ANSWER = "start refused with file, line, column, key and mend";
  private static final String POLICY =
      "policies: [{name: a, callers: [dev], connections: ['**'], roles: [%s]}]";

  @TempDir private Path dir;

  /**
   * @param lines in place of the good file's lines with the same key, or behind them
   * @param names what the message must name
   */
  record Bad(Row row, String title, String lines, String names) {
    @Override
    public String toString() {
      return row + " " + title;
    }
  }

  static List<Bad> files() {
    List<Bad> files = new ArrayList<>();
    policies(files);
    yaml(files);
    paths(files);
    contradictions(files);
    return files;
  }

  private static void policies(List<Bad> files) {
    for (String role :
        List.of(
            "Root",
            "' root'",
            "ROOT",
            "root.",
            "Operator",
            "' operator'",
            "'operator '",
            "operat\u043er",
            "'operator,reader'",
            "'*'",
            "''")) {
      files.add(new Bad(Row.B6, "role " + role, POLICY.replace("%s", role), "roles[0]"));
    }
    files.add(
        new Bad(
            Row.B6,
            "caller DEV",
            POLICY.replace("dev", "DEV").replace("%s", "reader"),
            "callers[0]"));
    files.add(
        new Bad(
            Row.B6,
            "a pattern in capitals",
            POLICY.replace("'**'", "CRM/x").replace("%s", "reader"),
            "connections[0]"));
  }

  private static void paths(List<Bad> files) {
    files.add(
        new Bad(
            Row.B55,
            "a path longer than a socket's name can be",
            "listen: {unix: {path: /run/"
                + "x".repeat(200)
                + "}, grpc: {tls: {cert: c.pem, key: c.pem, client_ca: c.pem}}}",
            "listen.unix"));
    files.add(
        new Bad(
            Row.B55,
            "a socket in the place of an address",
            "listen: {grpc: {address: 'unix:/x', tls: {cert: c.pem, key: c.pem, client_ca:"
                + " c.pem}}}",
            "listen.grpc.address"));
    files.add(
        new Bad(Row.B43, "INIT in a path", "data_dir: 'x;INIT=RUNSCRIPT FROM ''y'''", "data_dir"));
    files.add(new Bad(Row.B43, "MODE in a path", "data_dir: /var/x;MODE=MySQL", "data_dir"));
    files.add(new Bad(Row.B43, "a NUL in a path", "data_dir: \"a\\0b\"", "data_dir"));
    files.add(new Bad(Row.B43, "a line break in a path", "data_dir: \"a\\nb\"", "data_dir"));
    files.add(new Bad(Row.B43, "a variable in a path", "data_dir: ${jndi:ldap://x}/y", "data_dir"));
  }

  private static void contradictions(List<Bad> files) {
    files.add(
        new Bad(
            Row.B46,
            "two policies of one name",
            POLICY.replace("%s", "reader").replace("}]", "}, {name: a}]"),
            "policies[1].name"));
    files.add(
        new Bad(
            Row.B46,
            "two listeners at one address",
            "listen: {grpc: {address: '127.0.0.1:8741', tls: {cert: c.pem, key: c.pem, client_ca:"
                + " c.pem}}}",
            "listen.grpc"));
    files.add(
        new Bad(Row.B46, "the witness beside what it vouches for", "witness: data/w", "witness"));
    files.add(
        new Bad(
            Row.B46,
            "two audit devices in one file",
            "audit: [{type: file, path: a}, {type: file, path: ./a}]",
            "audit[1].path"));
    files.add(
        new Bad(Row.B46, "policies here and in a file", "policies_file: p.yaml", "policies_file"));
  }

  private static void yaml(List<Bad> files) {
    String bomb = "node: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]";
    files.add(new Bad(Row.B41, "aliases that multiply", bomb, "anchors"));
    files.add(new Bad(Row.B41, "a merge key", "<<: {node: a}", "<<"));
    files.add(
        new Bad(Row.B41, "a type tag", "node: !!javax.script.ScriptEngineManager [x]", "tags"));
    files.add(new Bad(Row.B41, "a tab", "node:\n\tname: a", "YAML"));
    files.add(new Bad(Row.B41, "a key twice", "node: {name: a, name: b}", "name"));
    files.add(new Bad(Row.B41, "a key nobody knows", "secret_canary: x", "secret_canary"));
    files.add(new Bad(Row.B41, "a key in another case", "Node: {name: a}", "Node"));
    files.add(
        new Bad(
            Row.B41,
            "no for a flag",
            "listen: {grpc: {tls: {cert: c.pem, key: c.pem, client_ca: c.pem}, reflection: no}}",
            "reflection"));
    files.add(new Bad(Row.B41, "an octal for a name", "node: {name: 010}", "node.name"));
    files.add(new Bad(Row.B41, "infinity for a name", "node: {name: .inf}", "node.name"));
    files.add(new Bad(Row.B41, "nothing for a name", "node: {name: ~}", "node.name"));
    files.add(new Bad(Row.B41, "depth", "node: " + "[".repeat(10_000), "nested"));
    files.add(new Bad(Row.B41, "a NUL", "node: {name: a\0b}", "control character"));
    files.add(new Bad(Row.B41, "an escape", "node: {name: a\u001b[2Jb}", "control character"));
    files.add(new Bad(Row.B41, "an include", "include: /etc/passwd", "include"));
    files.add(new Bad(Row.B41, "a second document", "---\nnode: {name: a}", "second document"));
    files.add(
        new Bad(
            Row.B41,
            "a variable of the environment",
            "seal: {type: key-file, path: '${HOME}/k'}",
            "seal.path"));
    files.add(new Bad(Row.B41, "a mebibyte and more", "# " + "x".repeat(1 << 20), "1 MiB"));
  }

  @BeforeEach
  void putFilesBeside() throws IOException {
    Files.writeString(dir.resolve("c.pem"), "");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("files")
  void refusesTheFileWithPlaceKeyAndMend(Bad bad) throws IOException {
    Path file = Files.writeString(dir.resolve("rotakeep.yaml"), changed(bad.lines()));

    RefusedFileException refused =
        catchThrowableOfType(RefusedFileException.class, () -> DaemonFile.read(file));

    assertHarmless(refused, file, bad.names());
  }

  /** What a file is, rather than what it says. */
  @Test
  void refusesAFileThatSomebodyElseCouldHaveWritten() throws IOException {
    Path file = Files.writeString(dir.resolve("good.yaml"), changed(""));
    Path link = Files.createSymbolicLink(dir.resolve("link.yaml"), file);
    Path open = Files.copy(file, dir.resolve("open.yaml"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-rw-rw-"));
    Path group = Files.copy(file, dir.resolve("group.yaml"));
    Files.setPosixFilePermissions(group, PosixFilePermissions.fromString("rw-rw----"));

    for (Path bad : List.of(link, open, group, dir, Path.of("/dev/zero"), dir.resolve("none"))) {
      RefusedFileException refused =
          catchThrowableOfType(RefusedFileException.class, () -> DaemonFile.read(bad));
      assertHarmless(refused, bad, "");
    }
    assertThat(DaemonFile.read(file)).isNotNull();
  }

  @Test
  void hasACaseForEachOfItsRowsAndTheManualSaysTheSame() {
    List<Answered> all =
        new ArrayList<>(files().stream().map(one -> new Answered(one.row(), ANSWER)).toList());
    all.add(new Answered(Row.B42, ANSWER.replace(", line, column, key", "")));
    BadInputPage.find().check(Surface.SETTINGS, all);
  }

  private static void assertHarmless(RefusedFileException refused, Path file, String names) {
    assertThat(refused).isNotNull();
    String said = String.valueOf(refused.getMessage());
    assertThat(said).startsWith(file.toString()).contains(names).hasSizeLessThan(700);
    assertThat(said.chars()).noneMatch(c -> c < 0x20 || c == 0x7f);
  }

  private static String changed(String lines) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "data_dir: data",
                "listen: {grpc: {tls: {cert: c.pem, key: c.pem, client_ca: c.pem}}}",
                "seal: {type: key-file, path: seal.key}",
                "audit: [{type: file, path: audit.jsonl}]",
                POLICY.replace("%s", "operator")));
    Matcher key = java.util.regex.Pattern.compile("^[a-z_]+:").matcher(lines);
    if (key.find()) {
      all.removeIf(line -> line.startsWith(key.group()));
    }
    all.add(lines);
    return String.join("\n", all) + "\n";
  }
}
