package io.rotakeep.cli.endtoend;

import static org.junit.jupiter.api.Assumptions.abort;

import io.rotakeep.testkit.ToolUnavailableException;
import io.rotakeep.testkit.authorization.AuthorizationServer;
import io.rotakeep.testkit.oidc.OidcProviderServer;
import io.rotakeep.testkit.oidc.OidcProviderSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** The story on npm's oidc-provider with strict rotation. */
final class OidcProviderEndToEndIT extends EndToEndSuite {
  @Override
  protected AuthorizationServer startServer(Duration accessTokenLife) {
    try {
      return OidcProviderServer.start(
          OidcProviderSettings.standard().withAccessTokenLife(accessTokenLife));
    } catch (ToolUnavailableException e) {
      return abort("oidc-provider cannot run here: " + e.getMessage());
    }
  }

  @Override
  protected String preset() {
    return "oidc-provider";
  }

  @Override
  protected DaemonUnderTest daemonIn(Path home) throws IOException {
    return DevelopmentDaemon.in(home);
  }
}
