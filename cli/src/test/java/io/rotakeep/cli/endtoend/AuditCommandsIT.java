package io.rotakeep.cli.endtoend;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import io.rotakeep.client.RotakeepClient;
import io.rotakeep.testkit.authorization.ClientKind;
import io.rotakeep.testkit.doubles.AuthorizationServerDouble;
import io.rotakeep.testkit.doubles.DoubleSettings;
import io.rotakeep.v1.GetAccessTokenRequest;
import io.rotakeep.v1.ImportRefreshTokensRequest;
import io.rotakeep.v1.ImportResult;
import io.rotakeep.v1.TokenServiceGrpc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
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

/** The commands about the audit, on what a daemon wrote of two callers over mutual TLS. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(value = 5, unit = TimeUnit.MINUTES)
final class AuditCommandsIT {
  private static final String ID = "story/public";

  /** More than two pages of a search. */
  private static final int READS = 1_100;

  private static final String AUDITOR =
      "{name: audit, callers: [\"%s\"], connections: [\"**\"], roles: [auditor]}"
          .formatted(ConfiguredHome.OPERATOR);

  @TempDir private static Path directory;

  private final AuthorizationServerDouble server =
      AuthorizationServerDouble.start(
          DoubleSettings.standard().withAccessTokenLife(Duration.ofMinutes(30)));
  private @Nullable ConfiguredHome home;
  private @Nullable DaemonUnderTest daemon;
  private @Nullable Commands commands;

  @BeforeAll
  void readTokens() throws Exception {
    home =
        ConfiguredHome.in(
            directory,
            System.getProperty("java.class.path"),
            new ConfiguredHome.Vouchers("", List.of(AUDITOR)));
    daemon = new DaemonUnderTest(home().launch(), home().as("ops", ConfiguredHome.OPERATOR));
    daemon().start();
    daemon()
        .register(new Registration(server, "generic", ClientKind.PUBLIC, UnaryOperator.identity()));
    assertThat(ImportCall.of(daemon().client(), imported()).getResult())
        .isEqualTo(ImportResult.IMPORT_RESULT_ADOPTED);
    read(daemon().client(), 1);
    try (var crm = daemon().connect(home().as("crm", ConfiguredHome.READER))) {
      read(crm, READS);
    }
    Map<String, String> environment =
        new HashMap<>(home().environment("auditor", ConfiguredHome.OPERATOR));
    environment.put("ROTAKEEP_ADDRESS", daemon().process().grpcAddress());
    commands = new Commands(environment, Files.createDirectory(directory.resolve("commands")));
  }

  @AfterAll
  void stop() {
    daemon().close();
    server.close();
  }

  @Test
  @Order(1)
  void listsAllThatOneCallerGotTheNewestFirst() throws IOException {
    var said = run("audit", "search", "--caller", ConfiguredHome.READER, "--output", "csv");

    List<List<String>> rows =
        said.output().lines().map(line -> List.of(line.split(",", -1))).toList();
    assertThat(said.errors()).isEmpty();
    assertThat(rows.getFirst()).startsWith("time", "caller", "method", "action", "connection");
    List<List<String>> found = rows.subList(1, rows.size());
    assertThat(found).hasSize(READS);
    assertThat(found.stream().map(row -> row.subList(1, 7)).distinct())
        .containsExactly(
            List.of(
                ConfiguredHome.READER,
                "TokenService.GetAccessToken",
                "ACCESS_TOKEN_READ",
                ID,
                "team=crm tier=gold",
                "OK"));
    assertThat(found)
        .as("times, to the second")
        .extracting(row -> Instant.parse(row.getFirst()))
        .isSortedAccordingTo(Comparator.reverseOrder());
    assertThat(found)
        .filteredOn(row -> row.get(13).equals(found.getFirst().get(13)))
        .as("places in one chain")
        .extracting(row -> Long.valueOf(row.get(14)))
        .hasSizeGreaterThan(1)
        .isSortedAccordingTo(Comparator.reverseOrder());
    assertThat(found)
        .as("each record is on one page only")
        .extracting(row -> row.subList(13, 15))
        .doesNotHaveDuplicates();
  }

  @Test
  @Order(2)
  void listsTheNewestForAProgramAndSaysThatThereAreMore() throws IOException {
    var said =
        run("audit", "search", "--connection", "story/**", "--limit", "3", "--output", "json");

    JsonNode found = new ObjectMapper().readTree(said.output());
    assertThat(said.errors()).contains("the newest 3; there may be more");
    assertThat(found).hasSize(3);
    assertThat(found)
        .allSatisfy(
            row -> {
              assertThat(row.get("caller").asText()).isEqualTo(ConfiguredHome.READER);
              assertThat(row.get("connection").asText()).isEqualTo(ID);
              assertThat(row.get("tokenId").asText()).startsWith("at:");
              assertThat(row.get("labels").get("team").asText()).isEqualTo("crm");
              assertThat(row.get("labels").get("tier").asText()).isEqualTo("gold");
            });
    assertThat(found)
        .extracting(row -> Instant.parse(row.get("time").asText()))
        .isSortedAccordingTo(Comparator.reverseOrder());
  }

  @Test
  @Order(3)
  void givesAnAuditorTheKeysOfWhatIsFinished() throws IOException {
    daemon().stop();
    String config = home().file().toString();
    String file = home().audit().toString();
    String keys = directory.resolve("keys").toString();

    var hashes = run("audit", "verify", file);
    var exported = run("audit", "export-keys", "--config", config, "--to", keys, file);
    var tags = run("audit", "verify", "--keys", keys, file);

    assertThat(hashes.output())
        .containsPattern("(?m)^the audit holds: [1-9]\\d+ records in \\d+ segments, 0 tags")
        .containsPattern("(?m)^newest head: \\S+$")
        .doesNotContain("BROKEN");
    assertThat(exported.errors()).isEqualTo("keys of the finished segments are in " + keys);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(Path.of(keys))))
        .isEqualTo("rw-------");
    assertThat(tags.output())
        .containsPattern("(?m)^the audit holds: [1-9]\\d+ records in \\d+ segments, [1-9]\\d+ t");
  }

  @Test
  @Order(4)
  void namesTheLineThatWasChanged() throws IOException {
    List<String> lines = Files.readAllLines(home().audit());
    int changed = 0;
    while (!lines.get(changed).contains(ConfiguredHome.READER)) {
      changed++;
    }
    lines.set(changed, lines.get(changed).replace(ConfiguredHome.READER, "spiffe://example.org/x"));
    Path file = Files.write(directory.resolve("changed.jsonl"), lines);

    var said = commands().run("audit", "verify", file.toString());

    assertThat(said.exit()).isEqualTo(1);
    assertThat(said.output())
        .startsWith("BROKEN  " + file + ":" + (changed + 1) + ": this line ")
        .contains("the audit is broken; read ");
  }

  /** Not by the client's own way, which may have a token at hand. */
  private static void read(RotakeepClient client, int times) {
    var tokens = TokenServiceGrpc.newBlockingStub(client.channel());
    var request = GetAccessTokenRequest.newBuilder().setConnection(ID).build();
    for (int i = 0; i < times; i++) {
      assertThat(tokens.getAccessToken(request).getAccessToken()).isNotEmpty();
    }
  }

  private ImportRefreshTokensRequest imported() {
    String token = server.grant(server.client(ClientKind.PUBLIC), "alice", "openid api");
    return ImportRefreshTokensRequest.newBuilder()
        .setConnection(ID)
        .setProvider(Registration.provider(ClientKind.PUBLIC))
        .setRefreshToken(ByteString.copyFromUtf8(token))
        .putLabels("tier", "gold")
        .putLabels("team", "crm")
        .build();
  }

  private Commands.Said run(String... arguments) throws IOException {
    var said = commands().run(arguments);
    assertThat(said.exit()).as(said.errors()).isZero();
    return said;
  }

  private ConfiguredHome home() {
    return requireNonNull(home);
  }

  private DaemonUnderTest daemon() {
    return requireNonNull(daemon);
  }

  private Commands commands() {
    return requireNonNull(commands);
  }
}
