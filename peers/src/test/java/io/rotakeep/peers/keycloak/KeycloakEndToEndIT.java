package io.rotakeep.peers.keycloak;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.abort;

import io.rotakeep.cli.endtoend.DaemonUnderTest;
import io.rotakeep.cli.endtoend.VouchedCallersSuite;
import io.rotakeep.client.AccessToken;
import io.rotakeep.client.RotakeepException;
import io.rotakeep.peers.Shipped;
import io.rotakeep.testkit.ToolUnavailableException;
import io.rotakeep.testkit.authorization.AuthorizationServer;
import io.rotakeep.testkit.authorization.RegisteredService;
import io.rotakeep.testkit.authorization.ServiceTokens;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** The story on Keycloak. */
final class KeycloakEndToEndIT extends VouchedCallersSuite {
  /** A daemon asks for keys that it does not know every ten seconds at the most. */
  private static final Duration KEYS_LIMIT = Duration.ofSeconds(30);

  private @Nullable KeycloakServer keycloak;

  @Override
  protected AuthorizationServer startServer(Duration accessTokenLife) {
    try {
      keycloak = KeycloakServer.start(accessTokenLife);
      return keycloak;
    } catch (ToolUnavailableException e) {
      return abort("Keycloak cannot run here: " + e.getMessage());
    }
  }

  @Override
  protected ServiceTokens services() {
    return keycloak().services();
  }

  @Override
  protected String preset() {
    return "keycloak";
  }

  @Override
  protected String classPath() {
    return Shipped.classPath();
  }

  @Override
  protected DaemonUnderTest daemonIn(Path home) throws IOException {
    return Shipped.daemonIn(home);
  }

  /** Keycloak compares whole seconds; only from the next one on would it see a second use. */
  @Override
  protected void beforeEachUse() {
    long second = Instant.now().getEpochSecond();
    await()
        .pollInterval(Duration.ofMillis(20))
        .until(() -> Instant.now().getEpochSecond() > second);
  }

  @Test
  @Order(23)
  void takesATokenThatIsSignedByAKeyItHasNotSeen() {
    String before = tokenOf(RegisteredService.CRM);
    keycloak().takeNewSigningKey();
    String after = tokenOf(RegisteredService.CRM);

    AccessToken served =
        await()
            .atMost(KEYS_LIMIT)
            .ignoreExceptionsInstanceOf(RotakeepException.NotAuthenticated.class)
            .until(() -> read(after), Objects::nonNull);

    assertThat(header(after)).as("it names the key").isNotEqualTo(header(before));
    assertThat(served.value()).isNotEmpty();
    assertThat(read(before).value()).isNotEmpty();
  }

  private static String header(String token) {
    return token.substring(0, token.indexOf('.'));
  }

  private KeycloakServer keycloak() {
    return requireNonNull(keycloak);
  }
}
