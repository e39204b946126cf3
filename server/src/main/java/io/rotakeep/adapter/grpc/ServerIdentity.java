package io.rotakeep.adapter.grpc;

import io.grpc.util.AdvancedTlsX509KeyManager;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;

/**
 * What the daemon shows to callers: its certificate, with those of the authorities above it.
 *
 * @param keys which alone know its key
 */
record ServerIdentity(List<X509Certificate> chain, KeyManager keys) {
  /**
   * @throws IOException naming the setting whose file cannot be used
   */
  static ServerIdentity read(RpcSettings.Tls tls, InstantSource clock) throws IOException {
    List<X509Certificate> chain = ClientTrust.certificates(tls.certificate());
    X509Certificate own = chain.getFirst();
    try {
      PrivateKey key = key(tls.key(), own.getPublicKey().getAlgorithm());
      // While both files are being replaced, one is newer than the other.
      if (!KeyOwnership.isPair(own.getPublicKey(), key)) {
        throw new IOException(
            "listen.grpc.tls.key: " + tls.key() + " is not the key of " + tls.certificate());
      }
      OwnCertificate.look(tls.certificate(), own, clock.instant());
      return new ServerIdentity(chain, keys(chain, key));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IOException(
          "listen.grpc.tls: "
              + tls.certificate()
              + " and "
              + tls.key()
              + " must be PEM files of a certificate chain and its PKCS#8 key: "
              + e.getMessage(),
          e);
    }
  }

  /** Without a key store, in which Netty would put them: its password takes long to derive. */
  private static KeyManager keys(List<X509Certificate> chain, PrivateKey key)
      throws GeneralSecurityException {
    AdvancedTlsX509KeyManager keys = new AdvancedTlsX509KeyManager();
    keys.updateIdentityCredentials(chain.toArray(X509Certificate[]::new), key);
    return keys;
  }

  private static PrivateKey key(Path file, String algorithm)
      throws IOException, GeneralSecurityException {
    Optional<PrivateKey> key;
    try {
      key = PemFiles.pkcs8(file, algorithm);
    } catch (IOException e) {
      throw new IOException("listen.grpc.tls.key: " + file + " cannot be read: " + e, e);
    }
    return key.orElseThrow(
        () ->
            new IOException(
                "listen.grpc.tls.key: " + file + " holds no PEM block \"PRIVATE KEY\" (PKCS #8)"));
  }
}
