package io.rotakeep.adapter.grpc;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PublicKey;
import java.security.cert.CRL;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.X509CRL;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.EnumSet;
import java.util.List;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Which client certificates count, by RFC 5280 as the JDK reads it. With a list of revoked ones,
 * all fails closed as it does in nginx: what no list in force speaks about is refused. Nothing is
 * fetched from anywhere.
 */
final class ClientTrust {
  private ClientTrust() {}

  /**
   * @throws IOException naming the setting whose file cannot be used
   */
  static X509TrustManager in(Path authority, @Nullable Path revocations, Instant now)
      throws IOException {
    List<X509Certificate> authorities = certificates(authority);
    try {
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      for (int i = 0; i < authorities.size(); i++) {
        trusted.setCertificateEntry("ca" + i, authorities.get(i));
      }
      PKIXBuilderParameters rules = new PKIXBuilderParameters(trusted, new X509CertSelector());
      rules.setRevocationEnabled(false);
      if (revocations != null) {
        require(rules, lists(revocations, authorities, now));
      }
      TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
      factory.init(new CertPathTrustManagerParameters(rules));
      return (X509TrustManager) factory.getTrustManagers()[0];
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

  private static void require(PKIXBuilderParameters rules, Collection<? extends CRL> lists)
      throws GeneralSecurityException {
    rules.setRevocationEnabled(true);
    rules.addCertStore(
        CertStore.getInstance("Collection", new CollectionCertStoreParameters(lists)));
    var checker =
        (PKIXRevocationChecker) CertPathBuilder.getInstance("PKIX").getRevocationChecker();
    checker.setOptions(
        EnumSet.of(
            PKIXRevocationChecker.Option.PREFER_CRLS, PKIXRevocationChecker.Option.NO_FALLBACK));
    rules.addCertPathChecker(checker);
  }

  private static Collection<? extends CRL> lists(
      Path file, List<X509Certificate> authorities, Instant now) throws IOException {
    Collection<? extends CRL> lists;
    try (InputStream in = read(file)) {
      lists = CertificateFactory.getInstance("X.509").generateCRLs(in);
    } catch (GeneralSecurityException e) {
      throw refused(file, "holds no revocation list in PEM", e);
    }
    if (lists.isEmpty()) {
      throw refused(file, "holds no revocation list in PEM", null);
    }
    for (CRL it : lists) {
      X509CRL list = (X509CRL) it;
      if (authorities.stream().noneMatch(ca -> isBy(ca.getPublicKey(), list))) {
        throw refused(file, "holds a list that no authority in client_ca has signed", null);
      }
      Date end = list.getNextUpdate();
      if (end != null && now.isAfter(end.toInstant())) {
        throw refused(
            file, "was due for renewal on " + end.toInstant() + "; have a new one issued", null);
      }
    }
    return lists;
  }

  private static boolean isBy(PublicKey key, X509CRL list) {
    try {
      list.verify(key);
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static IOException refused(Path file, String rule, @Nullable Exception cause) {
    return new IOException("listen.grpc.tls.client_crl: " + file + " " + rule, cause);
  }
}
