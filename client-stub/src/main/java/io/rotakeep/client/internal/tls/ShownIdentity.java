package io.rotakeep.client.internal.tls;

import io.rotakeep.client.internal.files.Reloaded;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Shows the certificate that is in the files at the time of the handshake. An alias stands for one
 * reading of them, so that a handshake never mixes the certificate of one with the key of another.
 * Thread-safe.
 */
final class ShownIdentity extends X509ExtendedKeyManager {
  private final Reloaded<Identity> identity;
  private final AtomicReference<Named> newest;
  private volatile @Nullable Named previous;

  ShownIdentity(Reloaded<Identity> identity) {
    this.identity = identity;
    this.newest = new AtomicReference<>(new Named(identity.current()));
  }

  private record Named(String alias, Identity identity) {
    private static final AtomicLong COUNT = new AtomicLong();

    Named(Identity identity) {
      this("identity-" + COUNT.incrementAndGet(), identity);
    }
  }

  @Override
  public @Nullable String chooseEngineClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    Named chosen = newest();
    return Arrays.stream(keyTypes).anyMatch(chosen.identity()::fits) ? chosen.alias() : null;
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return chooseEngineClientAlias(keyTypes, issuers, null);
  }

  private Named newest() {
    Identity current = identity.current();
    Named before = newest.get();
    if (before.identity().equals(current)) {
      return before;
    }
    Named after = new Named(current);
    if (newest.compareAndSet(before, after)) {
      previous = before;
      return after;
    }
    return newest.get();
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(String alias) {
    Identity found = find(alias);
    return found == null ? null : found.chain().toArray(X509Certificate[]::new);
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(String alias) {
    Identity found = find(alias);
    return found == null ? null : found.key();
  }

  private @Nullable Identity find(String alias) {
    Named now = newest.get();
    if (now.alias().equals(alias)) {
      return now.identity();
    }
    Named before = previous;
    return before != null && before.alias().equals(alias) ? before.identity() : null;
  }

  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return new String[] {newest().alias()};
  }

  @Override
  public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return null;
  }
}
