package io.rotakeep.client.internal.tls;

import io.grpc.ChannelCredentials;
import io.grpc.TlsChannelCredentials;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettySslContextChannelCredentials;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.rotakeep.client.internal.files.Reloaded;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.security.interfaces.EdECKey;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;
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
    PemFile trusted = new PemFile("authority (ROTAKEEP_CA)", authority);
    TrustManager daemons =
        new TrustedAuthorities(
            new Reloaded<>(List.of(authority), () -> trust(trusted.certificates())));
    KeyManager shown = own == null ? null : identity(own);
    if (trusted.certificates().stream().anyMatch(it -> it.getPublicKey() instanceof EdECKey)) {
      return byTheJdk(daemons, shown);
    }
    var tls = TlsChannelCredentials.newBuilder().trustManager(daemons);
    return (shown == null ? tls : tls.keyManager(shown)).build();
  }

  private static KeyManager identity(Pair own) {
    PemFile certificate = new PemFile("certificate (ROTAKEEP_CERT)", own.certificate());
    PemFile key = new PemFile("key (ROTAKEEP_KEY)", own.key());
    return new ShownIdentity(
        new Reloaded<>(
            List.of(own.certificate(), own.key()), () -> Identity.read(certificate, key)));
  }

  /** BoringSSL, which is taken otherwise for its speed, does not offer Ed25519 to the daemon. */
  private static ChannelCredentials byTheJdk(TrustManager daemons, @Nullable KeyManager shown) {
    try {
      return NettySslContextChannelCredentials.create(
          GrpcSslContexts.configure(SslContextBuilder.forClient(), SslProvider.JDK)
              .trustManager(daemons)
              .keyManager(shown)
              .build());
    } catch (SSLException e) {
      throw new IllegalArgumentException("authority (ROTAKEEP_CA): TLS cannot be set up", e);
    }
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
