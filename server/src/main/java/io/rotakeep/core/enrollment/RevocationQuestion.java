package io.rotakeep.core.enrollment;

import io.rotakeep.core.oauth.ClientCredentialSource;
import io.rotakeep.core.oauth.ClientCredentials;
import io.rotakeep.core.oauth.RevocationEndpoint;
import io.rotakeep.core.oauth.RevocationEndpoint.RevocationOutcome;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.secret.SecretBytes;
import java.net.URI;

/**
 * Asks for a revocation, and once more with our client's other secret if the first was refused. A
 * token may be shown here as often as needed.
 */
final class RevocationQuestion {
  private final RevocationEndpoint endpoint;
  private final ClientCredentialSource credentials;

  RevocationQuestion(RevocationEndpoint endpoint, ClientCredentialSource credentials) {
    this.endpoint = endpoint;
    this.credentials = credentials;
  }

  RevocationOutcome ask(Provider provider, URI address, SecretBytes token) {
    try (ClientCredentials client = credentials.of(provider)) {
      RevocationOutcome outcome = endpoint.revoke(address, client, token);
      boolean other =
          outcome instanceof RevocationOutcome.ClientRefused
              && credentials.refused(provider, client);
      if (!other) {
        return outcome;
      }
    }
    try (ClientCredentials client = credentials.of(provider)) {
      return endpoint.revoke(address, client, token);
    }
  }
}
