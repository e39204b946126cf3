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
import io.rotakeep.core.provider.ServerTrust;
import io.rotakeep.core.secret.SecretBytes;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Encrypts client secrets for the store and decrypts them for one request. An envelope is bound to
 * the token host, so that a changed endpoint does not receive the old server's secret.
 */
public final class ClientCredentialSource {
  private final EnvelopeCipher cipher;
  private final UUID storeId;
  private final SecretChoices choices = new SecretChoices();

  public ClientCredentialSource(EnvelopeCipher cipher, UUID storeId) {
    this.cipher = cipher;
    this.storeId = storeId;
  }

  /**
   * The newest secret, or the older of two once the newest was refused; none for a client that
   * needs none. The caller closes the result, and says what became of it.
   */
  public ClientCredentials of(Provider provider) {
    OAuthClient client = provider.client();
    ClientAuthentication method = client.authentication();
    Dialect dialect = provider.tokens().dialect();
    ServerTrust trust = provider.endpoints().trust();
    if (!method.needsSecret()) {
      return new ClientCredentials(client.id(), method, null, dialect, false, trust);
    }
    List<Envelope> secrets = client.secrets();
    boolean older = secrets.size() > 1 && choices.isOlderChosen(provider);
    Envelope chosen = older ? secrets.getLast() : secrets.getFirst();
    return new ClientCredentials(
        client.id(),
        method,
        cipher.decrypt(chosen.bytes(), place(provider)),
        dialect,
        older,
        trust);
  }

  /**
   * The server refused these credentials, without looking at what came with them. From now on the
   * other secret is used, if there is one.
   *
   * @return whether asking again at once is worth it: there is another secret, and it was not
   *     refused since one of the two was accepted
   */
  public boolean refused(Provider provider, ClientCredentials used) {
    return provider.client().secrets().size() > 1 && choices.refused(provider, used.older());
  }

  /** The server accepted these credentials, whatever it made of the question. */
  public void accepted(Provider provider, ClientCredentials used) {
    if (provider.client().secrets().size() > 1) {
      choices.accepted(provider, used.older());
    }
  }

  /** Whether the server refuses the newest of two secrets and accepts the older one. */
  public boolean needsOlder(Provider provider) {
    return choices.isOlderNeeded(provider);
  }

  /** Providers of which {@link #needsOlder} may be true. */
  public Set<ProviderName> mayNeedOlder() {
    return choices.olderOnes();
  }

  public Envelope encrypt(
      ProviderName provider, URI issuer, Endpoints endpoints, String clientId, SecretBytes secret) {
    RecordAddress place = place(provider, issuer, endpoints, clientId);
    return new Envelope(cipher.encrypt(secret, place));
  }

  /** The next revision of the provider, its secrets under the current key term. */
  public Provider rewrapped(Provider provider) {
    RecordAddress place = place(provider);
    return provider.rewrapped(
        provider.client().secrets().stream().map(secret -> rewrapped(secret, place)).toList());
  }

  /**
   * Decrypts each secret and keeps none.
   *
   * @throws io.rotakeep.core.crypto.IntegrityException if one is not as we wrote it
   */
  public void prove(Provider provider) {
    RecordAddress place = place(provider);
    provider.client().secrets().forEach(secret -> cipher.decrypt(secret.bytes(), place).close());
  }

  private Envelope rewrapped(Envelope secret, RecordAddress place) {
    try (SecretBytes plain = cipher.decrypt(secret.bytes(), place)) {
      return new Envelope(cipher.encrypt(plain, place));
    }
  }

  private RecordAddress place(Provider provider) {
    return place(provider.name(), provider.issuer(), provider.endpoints(), provider.client().id());
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
