package io.rotakeep.core.oauth;

import io.rotakeep.core.provider.ClientAuthentication;
import io.rotakeep.core.provider.Dialect;
import io.rotakeep.core.provider.ServerTrust;
import io.rotakeep.core.secret.SecretBytes;
import org.jspecify.annotations.Nullable;

/**
 * How one request proves which client sends it, and how the server wants to be spoken to.
 *
 * @param secret null unless the method needs one; a public client's request carries none at all
 * @param older whether it is the older of two secrets that overlap
 * @param trust who may say that they are that server
 */
public record ClientCredentials(
    String clientId,
    ClientAuthentication method,
    @Nullable SecretBytes secret,
    Dialect dialect,
    boolean older,
    ServerTrust trust)
    implements AutoCloseable {

  /** With the newest secret, or none. */
  public ClientCredentials(
      String clientId, ClientAuthentication method, @Nullable SecretBytes secret, Dialect dialect) {
    this(clientId, method, secret, dialect, false, ServerTrust.USUAL);
  }

  /** At a server that speaks as RFC 6749 has it. */
  public ClientCredentials(
      String clientId, ClientAuthentication method, @Nullable SecretBytes secret) {
    this(clientId, method, secret, Dialect.STANDARD);
  }

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
