package io.rotakeep.cli.endtoend;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.testkit.authorization.ClientKind;
import io.rotakeep.testkit.doubles.AuthorizationServerDouble;
import io.rotakeep.testkit.doubles.DoubleSettings;
import io.rotakeep.testkit.jwt.SigningKey;
import io.rotakeep.testkit.jwt.TokenIssuer;
import io.rotakeep.testkit.search.SecretSearch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
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

/**
 * A daemon that knows callers by the tokens which a cluster projects into its pods, asked by the
 * client library and by the command line.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(value = 4, unit = TimeUnit.MINUTES)
final class ClusterCallersIT {
  private static final String CONNECTION = Stage.id(ClientKind.PUBLIC);
  private static final String AUDIENCE = "rotakeep";

  @TempDir private static Path directory;

  private final TokenIssuer cluster = TokenIssuer.start(SigningKey.of("c1", "RS256"));
  private @Nullable ConfiguredHome home;
  private @Nullable Stage stage;
  private @Nullable Bearers bearers;

  @BeforeAll
  void start() throws Exception {
    home =
        ConfiguredHome.in(
            Files.createDirectory(directory.resolve("home")),
            System.getProperty("java.class.path"),
            new ConfiguredHome.Vouchers(
                "{name: cluster, kind: kubernetes, issuer: \"%s\", audience: %s}"
                    .formatted(cluster.issuer(), AUDIENCE),
                List.of(
                    "{name: web, callers: [\"k8s:crm/web\"], connections: [\"story/*\"],"
                        + " roles: [reader]}",
                    "{name: jobs, callers: [\"k8s:crm/jobs\"], connections: [\"jobs/*\"],"
                        + " roles: [reader]}")));
    stage =
        Stage.on(
            AuthorizationServerDouble.start(DoubleSettings.standard()),
            new DaemonUnderTest(
                home.launch()
                    .with("ROTAKEEP_LOG_LEVEL", "TRACE")
                    .with("ROTAKEEP_LIBRARY_LOG_LEVEL", "TRACE"),
                home.as("ops", ConfiguredHome.OPERATOR)),
            "generic");
    stage.daemon().start();
    assertThat(stage.enrol(ClientKind.PUBLIC).status()).isEqualTo(200);
    bearers =
        new Bearers(
            stage.daemon(), home.authority(), Files.createDirectory(directory.resolve("tokens")));
  }

  @AfterAll
  void stop() {
    cluster.close();
    if (stage != null) {
      stage.close();
    }
  }

  @Test
  @Order(1)
  void servesTheAccountThatAPolicyNames() throws Exception {
    assertThat(bearers().read(account("crm", "web"), CONNECTION).value()).isNotEmpty();
    assertThat(Files.readString(requireNonNull(home).audit())).contains("k8s:crm/web");
  }

  @Test
  @Order(2)
  void refusesOtherAccountsJustAsIfTheConnectionDidNotExist() {
    Bearers.Refusal unknown = bearers().refusal(account("crm", "jobs"), "story/none");

    assertThat(unknown.said()).startsWith("PERMISSION_DENIED/NOT_ALLOWED: ");
    assertThat(bearers().refusal(account("crm", "jobs"), CONNECTION)).isEqualTo(unknown);
    assertThat(bearers().refusal(account("sales", "web"), CONNECTION)).isEqualTo(unknown);
  }

  @Test
  @Order(3)
  void knowsNobodyByATokenThatDoesNotCount() {
    Instant now = Instant.now();
    String ended = token(AUDIENCE, now.minusSeconds(600), now.minusSeconds(1));
    String elsewhere = token("https://kubernetes.default.svc", now, now.plusSeconds(600));
    String plain = cluster.token(AUDIENCE, "system:serviceaccount:crm:web", now, later(now));

    for (String token : List.of(ended, elsewhere, plain)) {
      assertThat(bearers().refusal(token, CONNECTION).said())
          .startsWith("UNAUTHENTICATED/CALLER_UNKNOWN: ");
    }
  }

  @Test
  @Order(4)
  void answersTheCommandLineOfAPod() throws Exception {
    Commands.Said served = token(Map.of("ROTAKEEP_TOKEN_FILE", file(account("crm", "web"))));
    Commands.Said refused = token(Map.of("ROTAKEEP_TOKEN_FILE", file(account("sales", "web"))));

    assertThat(served.exit()).as(served.errors()).isZero();
    assertThat(served.output()).isNotEmpty();
    assertThat(refused.exit()).isEqualTo(1);
    assertThat(refused.errors()).startsWith("PERMISSION_DENIED/NOT_ALLOWED: ");
  }

  @Test
  @Order(5)
  void tellsTheCommandLineHowToBeKnown() throws Exception {
    String ended = file(token(AUDIENCE, Instant.EPOCH, Instant.EPOCH.plusSeconds(600)));

    Commands.Said nobody = token(Map.of());
    Commands.Said late = token(Map.of("ROTAKEEP_TOKEN_FILE", ended));

    assertThat(nobody.errors())
        .startsWith("UNAUTHENTICATED/CALLER_UNKNOWN: ")
        .contains("next step: show ", "--cert and --key", "ROTAKEEP_TOKEN_FILE");
    assertThat(late.errors())
        .startsWith("UNAUTHENTICATED/CALLER_UNKNOWN: ")
        .contains("next step: ", ended);
  }

  @Test
  @Order(6)
  void leavesNoTokenOfACallerInAnythingItWrites() {
    var search = new SecretSearch(bearers().secrets());

    assertThat(search.in(directory.resolve("home")).found()).isEmpty();
    assertThat(search.in(directory.resolve("tokens")).found()).isNotEmpty();
  }

  private String account(String namespace, String name) {
    Instant now = Instant.now();
    return cluster.accountToken(AUDIENCE, namespace, name, now, later(now));
  }

  private String token(String audience, Instant issued, Instant expires) {
    return cluster.accountToken(audience, "crm", "web", issued, expires);
  }

  private static Instant later(Instant now) {
    return now.plus(Duration.ofMinutes(10));
  }

  private String file(String token) {
    return bearers().file(token).toString();
  }

  /**
   * What {@code rotakeep token} says in a pod with these variables beside address and authority.
   */
  private Commands.Said token(Map<String, String> variables) throws IOException {
    var environment = new java.util.HashMap<>(variables);
    environment.put("ROTAKEEP_ADDRESS", requireNonNull(stage).daemon().process().grpcAddress());
    environment.put("ROTAKEEP_CA", requireNonNull(home).authority().toString());
    return new Commands(environment, directory.resolve("tokens")).run("token", CONNECTION);
  }

  private Bearers bearers() {
    return requireNonNull(bearers);
  }
}
