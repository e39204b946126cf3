package io.rotakeep.testkit.oidc;

import io.rotakeep.testkit.authorization.RegisteredClient;
import java.time.Duration;
import java.util.List;

/**
 * How oidc-provider is set up.
 *
 * @param accessTokenLife whole seconds
 */
public record OidcProviderSettings(Duration accessTokenLife, List<RegisteredClient> clients) {
  public OidcProviderSettings {
    clients = List.copyOf(clients);
  }

  /** One client of each kind, access tokens that live 15 minutes. */
  public static OidcProviderSettings standard() {
    return new OidcProviderSettings(Duration.ofMinutes(15), RegisteredClient.oneOfEachKind());
  }

  public OidcProviderSettings withAccessTokenLife(Duration life) {
    return new OidcProviderSettings(life, clients);
  }
}
