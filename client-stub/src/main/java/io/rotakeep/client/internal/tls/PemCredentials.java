package io.rotakeep.client.internal.tls;

import io.grpc.ChannelCredentials;
import io.grpc.TlsChannelCredentials;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * TLS by PEM files. Each new connection uses what they hold at that time; those that are open go on
 * with what they began with.
 */
public final class PemCredentials {
  private PemCredentials() {}

  /**
   * Certificate chain and PKCS #8 key.
   *
   * @param certificate of ROTAKEEP_CERT
   * @param key of ROTAKEEP_KEY
   */
  public record Pair(Path certificate, Path key) {}

  /**
   * @param own null to show no certificate
   * @throws IllegalArgumentException if a file cannot be used
   */
  public static ChannelCredentials of(Path authority, @Nullable Pair own) {
    var tls = TlsChannelCredentials.newBuilder();
    PemFile trusted = new PemFile("authority (ROTAKEEP_CA)", authority);
    tls.trustManager(
        new TrustedAuthorities(
            new Reloaded<>(List.of(authority), () -> trust(trusted.certificates()))));
    if (own != null) {
      PemFile certificate = new PemFile("certificate (ROTAKEEP_CERT)", own.certificate());
      PemFile key = new PemFile("key (ROTAKEEP_KEY)", own.key());
      tls.keyManager(
          new ShownIdentity(
              new Reloaded<>(
                  List.of(own.certificate(), own.key()), () -> Identity.read(certificate, key))));
    }
    return tls.build();
  }

  private static X509ExtendedTrustManager trust(List<X509Certificate> authorities) {
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (int i = 0; i < authorities.size(); i++) {
        store.setCertificateEntry("authority-" + i, authorities.get(i));
      }
      var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      return Arrays.stream(factory.getTrustManagers())
          .filter(X509ExtendedTrustManager.class::isInstance)
          .map(X509ExtendedTrustManager.class::cast)
          .findFirst()
          .orElseThrow(() -> new IllegalStateException("the JDK has no X.509 trust manager"));
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("the JDK cannot hold certificates", e);
    }
  }
}
