package io.rotakeep.peers.keycloak;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.abort;

import io.rotakeep.cli.endtoend.DaemonUnderTest;
import io.rotakeep.cli.endtoend.EndToEndSuite;
import io.rotakeep.peers.Shipped;
import io.rotakeep.testkit.ToolUnavailableException;
import io.rotakeep.testkit.authorization.AuthorizationServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/** The story on Keycloak. */
final class KeycloakEndToEndIT extends EndToEndSuite {
  @Override
  protected AuthorizationServer startServer(Duration accessTokenLife) {
    try {
      return KeycloakServer.start(accessTokenLife);
    } catch (ToolUnavailableException e) {
      return abort("Keycloak cannot run here: " + e.getMessage());
    }
  }

  @Override
  protected String preset() {
    return "keycloak";
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
}
