package io.rotakeep.adapter.grpc;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.X509CRL;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Which client certificates count, by RFC 5280 as the JDK reads it. With a list of revoked ones,
 * all fails closed as it does in nginx: what no list in force speaks about is refused. Nothing is
 * fetched from anywhere.
 *
 * @param authorities whose certificates count
 * @param revocations the lists in force when they were read; none if no list is asked
 */
record ClientTrust(
    X509TrustManager callers, List<X509Certificate> authorities, List<X509CRL> revocations) {
  /**
   * @throws IOException naming the setting whose file cannot be used
   */
  static ClientTrust in(Path authority, @Nullable Path revocations, InstantSource clock)
      throws IOException {
    List<X509Certificate> authorities = certificates(authority);
    RevocationLists lists =
        revocations == null
            ? null
            : RevocationLists.read(revocations, authorities, clock.instant());
    try {
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      for (int i = 0; i < authorities.size(); i++) {
        trusted.setCertificateEntry("ca" + i, authorities.get(i));
      }
      PKIXBuilderParameters rules = new PKIXBuilderParameters(trusted, new X509CertSelector());
      rules.setRevocationEnabled(false);
      rules.addCertPathChecker(new PathLength(authorities));
      if (lists != null) {
        lists.require(rules, clock);
      }
      TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
      factory.init(new CertPathTrustManagerParameters(rules));
      return new ClientTrust(
          new ShortChains((X509ExtendedTrustManager) factory.getTrustManagers()[0]),
          List.copyOf(authorities),
          lists == null ? List.of() : lists.all());
    } catch (GeneralSecurityException e) {
      throw new IOException(
          "listen.grpc.tls.client_ca: " + authority + " cannot be trusted: " + e.getMessage(), e);
    }
  }

  static List<X509Certificate> certificates(Path file) throws IOException {
    List<X509Certificate> found = new ArrayList<>();
    try (InputStream in = read(file)) {
      for (var it : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        found.add((X509Certificate) it);
      }
    } catch (GeneralSecurityException e) {
      throw new IOException("listen.grpc.tls: " + file + " holds no certificates in PEM", e);
    }
    if (found.isEmpty()) {
      throw new IOException("listen.grpc.tls: " + file + " holds no certificates in PEM");
    }
    return found;
  }

  static InputStream read(Path file) throws IOException {
    try {
      return new ByteArrayInputStream(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new IOException("listen.grpc.tls: " + file + " cannot be read: " + e, e);
    }
  }
}
