package io.rotakeep.core.oauth;

import io.rotakeep.core.provider.ClientAuthentication;
import io.rotakeep.core.secret.SecretBytes;
import org.jspecify.annotations.Nullable;

/**
 * How one request proves which client sends it.
 *
 * @param secret null unless the method needs one; a public client's request carries none at all
 */
public record ClientCredentials(
    String clientId, ClientAuthentication method, @Nullable SecretBytes secret)
    implements AutoCloseable {

  public ClientCredentials {
    if (method.needsSecret() != (secret != null)) {
      throw new IllegalArgumentException("a secret is there if and only if the method needs one");
    }
  }

  @Override
  public void close() {
    if (secret != null) {
      secret.close();
    }
  }
}
