package io.rotakeep.core.oauth;

import io.rotakeep.core.crypto.Envelope;
import io.rotakeep.core.crypto.EnvelopeCipher;
import io.rotakeep.core.crypto.RecordAddress;
import io.rotakeep.core.provider.ClientAuthentication;
import io.rotakeep.core.provider.Dialect;
import io.rotakeep.core.provider.Endpoints;
import io.rotakeep.core.provider.OAuthClient;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.provider.ProviderName;
import io.rotakeep.core.secret.SecretBytes;
import java.net.URI;
import java.util.UUID;

/**
 * Encrypts client secrets for the store and decrypts them for one request. An envelope is bound to
 * the token host, so that a changed endpoint does not receive the old server's secret.
 */
public final class ClientCredentialSource {
  private final EnvelopeCipher cipher;
  private final UUID storeId;

  public ClientCredentialSource(EnvelopeCipher cipher, UUID storeId) {
    this.cipher = cipher;
    this.storeId = storeId;
  }

  /** The newest secret, or none for a client that needs none; the caller closes the result. */
  public ClientCredentials of(Provider provider) {
    OAuthClient client = provider.client();
    ClientAuthentication method = client.authentication();
    Dialect dialect = provider.tokens().dialect();
    if (!method.needsSecret()) {
      return new ClientCredentials(client.id(), method, null, dialect);
    }
    Envelope newest = client.secrets().getFirst();
    RecordAddress place =
        place(provider.name(), provider.issuer(), provider.endpoints(), client.id());
    return new ClientCredentials(
        client.id(), method, cipher.decrypt(newest.bytes(), place), dialect);
  }

  public Envelope encrypt(
      ProviderName provider, URI issuer, Endpoints endpoints, String clientId, SecretBytes secret) {
    RecordAddress place = place(provider, issuer, endpoints, clientId);
    return new Envelope(cipher.encrypt(secret, place));
  }

  private RecordAddress place(
      ProviderName provider, URI issuer, Endpoints endpoints, String clientId) {
    return new RecordAddress(
        storeId,
        "providers",
        "client_secret",
        clientId,
        provider.value(),
        issuer.getRawAuthority() + " " + endpoints.tokenHost(),
        0,
        "");
  }
}
