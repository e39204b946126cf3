package io.rotakeep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ListValue;
import com.google.protobuf.Struct;
import com.google.protobuf.util.JsonFormat;
import io.rotakeep.testkit.authorization.ClientKind;
import io.rotakeep.testkit.doubles.AuthorizationServerDouble;
import io.rotakeep.testkit.doubles.DoubleSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Of a real backup: a daemon that was filled through its commands. */
@Timeout(120)
final class BackupListingTest {
  @TempDir private Path directory;

  private final AuthorizationServerDouble server =
      AuthorizationServerDouble.start(DoubleSettings.standard());

  @BeforeEach
  void backUp() {
    backUp("data", this::fill);
  }

  private void backUp(String data, Consumer<Run> fill) {
    var daemon = new Run();
    var _ =
        daemon
            .meanwhile(() -> fill.accept(daemon))
            .of(
                "server",
                "--dev",
                "--data-dir=" + directory.resolve(data),
                "--grpc-address=127.0.0.1:0",
                "--http-address=127.0.0.1:0");
    assertThat(file()).as(daemon.err()).exists();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void tellsOfEachConnectionWhatIsStoredInPlain() throws IOException {
    var before = Instant.now().minusSeconds(120);

    var run =
        new Run().of("operator", "backup", "--show", file().toString(), "--list", "--output=json");

    assertThat(run.exitCode()).as(run.err()).isZero();
    List<Struct> rows = rows(run.out());
    assertThat(rows)
        .extracting(row -> text(row, "connection") + " " + text(row, "state"))
        .containsExactly("a/rotated ACTIVE", "b/at-rest ACTIVE");
    assertThat(rows).allSatisfy(row -> assertThat(text(row, "provider")).isEqualTo("doubled"));
    assertThat(rows)
        .extracting(row -> row.getFieldsOrThrow("generation").getNumberValue())
        .containsExactly(2.0, 1.0);
    assertThat(Instant.parse(text(rows.getFirst(), "refreshTime"))).isAfter(before);
    assertThat(run.err()).contains("store        ", "connections  2 (doubled 2)");
  }

  @Test
  void isATableForPeople() {
    var run = new Run().of("operator", "backup", "--show", "--list", file().toString());

    assertThat(run.out().lines().map(line -> line.replaceAll(" +", " ")))
        .hasSize(3)
        .startsWith("ID PROVIDER STATE GEN LAST REFRESH")
        .anySatisfy(line -> assertThat(line).startsWith("a/rotated doubled ACTIVE 2 20"))
        .anySatisfy(line -> assertThat(line).startsWith("b/at-rest doubled ACTIVE 1"));
  }

  @Test
  void isToldByARestoreThatIsTriedAndByOneThatIsMade() throws IOException {
    var config =
        Files.writeString(
            directory.resolve("rotakeep.yaml"), settings(directory.resolve("audit.jsonl")));

    var tried = restore(config, "--list", "--dry-run");
    assertThat(directory.resolve("restored")).doesNotExist();
    var made = restore(config, "--list");

    assertThat(tried.exitCode()).as(tried.err()).isZero();
    assertThat(tried.err()).contains("could restore store", "connections that may be stale: 2");
    assertThat(made.err()).contains("restored store");
    for (var run : List.of(tried, made)) {
      assertThat(run.out().lines()).hasSize(3);
      assertThat(run.out()).contains("a/rotated", "b/at-rest");
    }
    assertThat(directory.resolve("restored")).isDirectory();
  }

  @Test
  void saysWhichWereRefreshedSinceIfTheAuditIsThere() throws IOException {
    var audit = directory.resolve("data/audit.jsonl");
    var config = Files.writeString(directory.resolve("rotakeep.yaml"), settings(audit));

    var rows = restore(config, "--list", "--dry-run", "--output=json");
    var table = restore(config, "--list", "--dry-run");
    Files.delete(audit);
    var without = restore(config, "--list", "--dry-run");

    assertThat(rows(rows.out()))
        .extracting(row -> row.getFieldsOrThrow("refreshedSince").getBoolValue())
        .containsExactly(false, true);
    assertThat(table.err()).contains("the audit here says that 1 were refreshed since");
    assertThat(table.out().lines().map(String::strip))
        .anyMatch(line -> line.startsWith("b/at-rest") && line.endsWith("refreshed"))
        .noneMatch(line -> line.startsWith("a/rotated") && line.endsWith("refreshed"));
    assertThat(without.err()).contains("no file of the audit is here to say which");
    assertThat(without.out()).doesNotContain("SINCE THEN").contains("b/at-rest");
  }

  @Test
  void isBegunByARestoreThatIsAskedForNothing() throws IOException {
    var audit = directory.resolve("data/audit.jsonl");
    var config = Files.writeString(directory.resolve("rotakeep.yaml"), settings(audit));

    var run = restore(config, "--dry-run");
    var json = restore(config, "--dry-run", "--output=json");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out().lines().map(line -> line.replaceAll(" +", " ")))
        .hasSize(6)
        .contains(
            "connections that may be stale: 2 (doubled 2)",
            "ID PROVIDER STATE GEN LAST REFRESH SINCE THEN")
        .last()
        .asString()
        .startsWith("b/at-rest doubled ACTIVE 1")
        .endsWith("refreshed");
    assertThat(json.out()).startsWith("{").doesNotContain("b/at-rest");
  }

  @Test
  void namesTwentyThenAndHowManyMoreThereAre() throws IOException {
    backUp("many", this::fillWithMany);
    var config =
        Files.writeString(
            directory.resolve("rotakeep.yaml"), settings(directory.resolve("audit.jsonl")));

    var run = restore(config, "--dry-run");

    assertThat(run.exitCode()).as(run.err()).isZero();
    var lines = run.out().lines().toList();
    assertThat(lines).contains("connections that may be stale: 23 (doubled 23)");
    assertThat(lines.stream().filter(line -> line.startsWith("c/")))
        .hasSize(20)
        .last()
        .asString()
        .startsWith("c/19");
    assertThat(lines).last().isEqualTo("… and 3 more: --list");
  }

  @Test
  void goesWithShowOnly() {
    var run = new Run().of("operator", "backup", "--list", directory.resolve("x").toString());

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("--list goes with --show");
  }

  private Run restore(Path config, String... more) {
    var arguments = new ArrayList<>(List.of("operator", "restore", "--from", file().toString()));
    arguments.addAll(List.of("--config", config.toString()));
    arguments.addAll(List.of(more));
    return new Run().of(arguments.toArray(String[]::new));
  }

  private void fill(Run daemon) {
    var grpc = withProvider(daemon);
    succeed(grpc, "connection", "import", "a/rotated", "--provider=doubled", token("one"));
    succeed(
        grpc,
        "connection",
        "import",
        "b/at-rest",
        "--provider=doubled",
        "--rotate=first-use",
        token("two"));
    succeed(grpc, "operator", "backup", file().toString());
    succeed(grpc, "connection", "refresh", "b/at-rest");
  }

  private void fillWithMany(Run daemon) {
    var grpc = withProvider(daemon);
    var lines =
        IntStream.range(0, 23)
            .mapToObj(i -> "{\"connection\": \"c/%02d\", %s}".formatted(i, member("u-" + i)))
            .collect(Collectors.joining("\n"));
    succeed(
        grpc,
        "connection",
        "import",
        "--provider=doubled",
        "--rotate=first-use",
        "--jsonl=" + written("many.jsonl", lines));
    succeed(grpc, "operator", "backup", "--force", file().toString());
  }

  /** Where the daemon is asked. */
  private String withProvider(Run daemon) {
    var grpc = daemon.out().replaceAll("(?s).*grpc ([^,\\s]+).*", "$1");
    var http = daemon.out().replaceAll("(?s).*http ([^,\\s]+).*", "$1");
    succeed(grpc, "provider", "apply", "-f", provider(http).toString());
    return grpc;
  }

  private static void succeed(String address, String... arguments) {
    var run = new Run().with("ROTAKEEP_ADDRESS", address).of(arguments);
    assertThat(run.exitCode()).as(run.err()).isZero();
  }

  private Path provider(String http) {
    return written(
        "doubled.yaml",
        """
        name: doubled
        preset: generic
        issuer: %s
        discovery: true
        client: {id: %s, type: public, authentication: none}
        redirect_uri: http://%s/oauth/callback
        scopes: [openid, offline_access, api]
        rotation: {class: family, blast_radius: chain}
        """
            .formatted(server.issuer(), server.client(ClientKind.PUBLIC).id(), http));
  }

  private String token(String subject) {
    return "--refresh-token-file=" + written(subject, granted(subject));
  }

  private String member(String subject) {
    return "\"refresh_token\": \"" + granted(subject) + "\"";
  }

  private String granted(String subject) {
    return server.grant(server.client(ClientKind.PUBLIC), subject, "openid offline_access api");
  }

  private Path written(String name, String content) {
    try {
      return Files.writeString(directory.resolve(name), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String settings(Path audit) throws IOException {
    return """
    data_dir: %s
    witness: %s
    listen:
      unix: {path: %s}
      http: {address: "127.0.0.1:0"}
    seal: {type: key-file, path: %s}
    audit: [{type: file, path: %s}]
    policies: [{name: ops, callers: ["uid:%s"], connections: ["**"], roles: [operator]}]
    """
        .formatted(
            directory.resolve("restored"),
            directory.resolve("witness"),
            directory.resolve("r.sock"),
            directory.resolve("data/seal.key"),
            audit,
            Files.getAttribute(directory, "unix:uid"));
  }

  private Path file() {
    return directory.resolve("store.backup");
  }

  private static List<Struct> rows(String json) throws IOException {
    var list = ListValue.newBuilder();
    JsonFormat.parser().merge(json, list);
    return list.getValuesList().stream().map(value -> value.getStructValue()).toList();
  }

  private static String text(Struct row, String field) {
    return row.getFieldsOrThrow(field).getStringValue();
  }
}
