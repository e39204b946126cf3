package io.rotakeep.cli.endtoend;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assumptions.abort;

import io.rotakeep.testkit.ToolUnavailableException;
import io.rotakeep.testkit.authorization.AuthorizationServer;
import io.rotakeep.testkit.authorization.ServiceTokens;
import io.rotakeep.testkit.oidc.OidcProviderServer;
import io.rotakeep.testkit.oidc.OidcProviderSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The story on npm's oidc-provider with strict rotation. */
final class OidcProviderEndToEndIT extends VouchedCallersSuite {
  private @Nullable OidcProviderServer provider;

  @Override
  protected AuthorizationServer startServer(Duration accessTokenLife) {
    try {
      provider =
          OidcProviderServer.start(
              OidcProviderSettings.standard().withAccessTokenLife(accessTokenLife));
      return provider;
    } catch (ToolUnavailableException e) {
      return abort("oidc-provider cannot run here: " + e.getMessage());
    }
  }

  @Override
  protected ServiceTokens services() {
    return requireNonNull(provider).services();
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
