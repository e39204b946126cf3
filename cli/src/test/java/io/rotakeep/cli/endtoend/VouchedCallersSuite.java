package io.rotakeep.cli.endtoend;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.client.AccessToken;
import io.rotakeep.testkit.authorization.ClientKind;
import io.rotakeep.testkit.authorization.RegisteredService;
import io.rotakeep.testkit.authorization.ServiceTokens;
import io.rotakeep.testkit.search.SecretSearch;
import io.rotakeep.v1.ImportResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The story on a real server, and after it another daemon, whose callers are services that the same
 * server vouches for.
 */
public abstract class VouchedCallersSuite extends EndToEndSuite {
  private static final String CONNECTION = "vouched/one";
  private static final String UNKNOWN = "vouched/none";

  @TempDir private static Path directory;

  private @Nullable ConfiguredHome home;
  private @Nullable DaemonUnderTest daemon;
  private @Nullable Bearers bearers;

  /** How the server vouches for services. */
  protected abstract ServiceTokens services();

  /** Where the program is. */
  protected String classPath() {
    return System.getProperty("java.class.path");
  }

  @Test
  @Order(20)
  void servesAServiceByTheTokenThatItsIssuerGaveIt() throws Exception {
    startTheOther();

    AccessToken token = read(tokenOf(RegisteredService.CRM));

    assertThat(token.value()).isNotEmpty();
    assertThat(Files.readString(home().audit()))
        .contains("oidc:issuer/" + RegisteredService.CRM.id());
  }

  @Test
  @Order(21)
  void refusesAnotherServiceJustAsIfTheConnectionDidNotExist() {
    String reports = tokenOf(RegisteredService.REPORTS);

    Bearers.Refusal refusal = bearers().refusal(reports, CONNECTION);

    assertThat(refusal.said()).startsWith("PERMISSION_DENIED/NOT_ALLOWED: ");
    assertThat(refusal).isEqualTo(bearers().refusal(reports, UNKNOWN));
  }

  @Test
  @Order(22)
  void knowsNobodyByATokenThatIsForSomebodyElse() throws Exception {
    String elsewhere = services().token(RegisteredService.CRM, ServiceTokens.ELSEWHERE);

    Bearers.Refusal refusal = bearers().refusal(elsewhere, CONNECTION);

    assertThat(refusal.said()).startsWith("UNAUTHENTICATED/CALLER_UNKNOWN: ");
    assertThat(Files.readString(home().audit())).contains("TOKEN_AUDIENCE");
  }

  @Test
  @Order(29)
  void leavesNoTokenOfACallerInAnythingItWrites() {
    var search = new SecretSearch(bearers().secrets());

    SecretSearch.Result result = search.in(directory.resolve("home"));

    assertThat(search.secrets()).isGreaterThanOrEqualTo(6);
    assertThat(result.found()).isEmpty();
    assertThat(result.files()).isGreaterThan(5);
    assertThat(search.in(directory.resolve("tokens")).found()).isNotEmpty();
  }

  @AfterAll
  void stopTheOther() {
    if (daemon != null) {
      daemon.close();
    }
  }

  /** A token for the daemon. */
  protected final String tokenOf(RegisteredService service) {
    return services().token(service, ServiceTokens.HERE);
  }

  /** What the bearer of that token gets of the connection that one service may read. */
  protected final AccessToken read(String token) {
    return bearers().read(token, CONNECTION);
  }

  private void startTheOther() throws Exception {
    home =
        ConfiguredHome.in(
            Files.createDirectory(directory.resolve("home")), classPath(), vouchers());
    daemon =
        new DaemonUnderTest(
            home.launch()
                .with("ROTAKEEP_LOG_LEVEL", "TRACE")
                .with("ROTAKEEP_LIBRARY_LOG_LEVEL", "TRACE"),
            home.as("ops", ConfiguredHome.OPERATOR));
    daemon.start();
    bearers =
        new Bearers(daemon, home.authority(), Files.createDirectory(directory.resolve("tokens")));
    daemon.register(
        new Registration(server(), preset(), ClientKind.PUBLIC, UnaryOperator.identity()));
    String token = stage().application().refreshToken("vouched");
    beforeEachUse();
    assertThat(ImportCall.of(daemon.client(), imported(CONNECTION, token)).getResult())
        .isEqualTo(ImportResult.IMPORT_RESULT_ADOPTED);
  }

  private ConfiguredHome.Vouchers vouchers() {
    String authority =
        services().authority().map(file -> ", ca: \"" + file.toAbsolutePath() + "\"").orElse("");
    return new ConfiguredHome.Vouchers(
        "{name: issuer, issuer: \"%s\", audience: \"%s\", subject: %s%s}"
            .formatted(
                services().issuer(), ServiceTokens.HERE, services().subjectClaim(), authority),
        List.of(
            policy(RegisteredService.CRM, "vouched/*"),
            policy(RegisteredService.REPORTS, "reports/*")));
  }

  private static String policy(RegisteredService service, String connections) {
    return "{name: %1$s, callers: [\"oidc:issuer/%1$s\"], connections: [\"%2$s\"], roles: [reader]}"
        .formatted(service.id(), connections);
  }

  private ConfiguredHome home() {
    return requireNonNull(home);
  }

  private Bearers bearers() {
    return requireNonNull(bearers);
  }
}
