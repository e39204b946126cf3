package io.rotakeep.adapter.oauth;

import io.rotakeep.core.BugException;
import io.rotakeep.core.provider.ServerTrust;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.HostnameVerificationPolicy;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.config.Lookup;
import org.apache.hc.core5.http.config.RegistryBuilder;

/**
 * How TLS is made with servers: host names are always verified, authorities and keys as the
 * server's provider says. Thread-safe.
 */
final class ServerTls {
  /** Trusts that are kept ready; each is made anew when there are more. */
  private static final int KEPT = 256;

  private final SSLContext usual;
  private final Map<ServerTrust, Lookup<TlsSocketStrategy>> made = new ConcurrentHashMap<>();

  /**
   * @param usual for servers whose provider names no authorities
   */
  ServerTls(SSLContext usual) {
    this.usual = usual;
  }

  Lookup<TlsSocketStrategy> by(ServerTrust trust) {
    Lookup<TlsSocketStrategy> ready = made.get(trust);
    if (ready != null) {
      return ready;
    }
    Lookup<TlsSocketStrategy> fresh =
        RegistryBuilder.<TlsSocketStrategy>create().register("https", strategy(trust)).build();
    if (made.size() >= KEPT) {
      made.clear();
    }
    made.put(trust, fresh);
    return fresh;
  }

  private TlsSocketStrategy strategy(ServerTrust trust) {
    TlsSocketStrategy verified =
        new DefaultClientTlsStrategy(
            trust.authorities().isEmpty() ? usual : trusting(trust.certificates()),
            HostnameVerificationPolicy.BUILTIN,
            null);
    if (trust.pins().isEmpty()) {
      return verified;
    }
    PinnedKeys pinned = new PinnedKeys(trust.pins());
    return (socket, host, port, attachment, context) -> {
      SSLSocket secured = verified.upgrade(socket, host, port, attachment, context);
      try {
        pinned.check(secured.getSession());
        return secured;
      } catch (IOException e) {
        secured.close();
        throw e;
      }
    };
  }

  private static SSLContext trusting(List<X509Certificate> authorities) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      for (int i = 0; i < authorities.size(); i++) {
        store.setCertificateEntry("authority-" + i, authorities.get(i));
      }
      TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new BugException("every JDK keeps certificates in memory", e);
    }
  }
}
