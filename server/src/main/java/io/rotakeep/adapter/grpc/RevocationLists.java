package io.rotakeep.adapter.grpc;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CRL;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXCertPathChecker;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is revoked, by the lists in one file, each of an authority of callers and in force. */
final class RevocationLists {
  private final List<X509CRL> lists;

  private RevocationLists(List<X509CRL> lists) {
    this.lists = lists;
  }

  /**
   * @throws IOException naming the setting, if the file holds none, a stranger's, or an old one
   */
  static RevocationLists read(Path file, List<X509Certificate> authorities, Instant now)
      throws IOException {
    Collection<? extends CRL> found;
    try (InputStream in = ClientTrust.read(file)) {
      found = CertificateFactory.getInstance("X.509").generateCRLs(in);
    } catch (GeneralSecurityException e) {
      throw refused(file, "holds no revocation list in PEM", e);
    }
    if (found.isEmpty()) {
      throw refused(file, "holds no revocation list in PEM", null);
    }
    List<X509CRL> lists = new ArrayList<>();
    for (CRL it : found) {
      X509CRL list = (X509CRL) it;
      if (authorities.stream().noneMatch(ca -> isBy(ca.getPublicKey(), list))) {
        throw refused(file, "holds a list that no authority in client_ca has signed", null);
      }
      if (isPast(list, now)) {
        throw refused(
            file,
            "was due for renewal on " + end(list).orElseThrow() + "; have a new one issued",
            null);
      }
      lists.add(list);
    }
    return new RevocationLists(List.copyOf(lists));
  }

  List<X509CRL> all() {
    return lists;
  }

  /** When the next list must be there; a list may leave that open. */
  static Optional<Instant> end(X509CRL list) {
    return Optional.ofNullable(list.getNextUpdate()).map(Date::toInstant);
  }

  static boolean isPast(X509CRL list, Instant now) {
    return end(list).filter(now::isAfter).isPresent();
  }

  /** Has every certificate looked up, and fails closed. */
  void require(PKIXBuilderParameters rules, InstantSource clock) throws GeneralSecurityException {
    rules.setRevocationEnabled(true);
    rules.addCertStore(
        CertStore.getInstance("Collection", new CollectionCertStoreParameters(lists)));
    var checker =
        (PKIXRevocationChecker) CertPathBuilder.getInstance("PKIX").getRevocationChecker();
    checker.setOptions(
        EnumSet.of(
            PKIXRevocationChecker.Option.PREFER_CRLS, PKIXRevocationChecker.Option.NO_FALLBACK));
    rules.addCertPathChecker(checker);
    rules.addCertPathChecker(new InForce(lists, clock));
  }

  /**
   * Refuses whose authority's list has ended meanwhile. The JDK lets a list live a quarter of an
   * hour longer, so a daemon that runs would go on where one that starts does not.
   */
  private static final class InForce extends PKIXCertPathChecker {
    private final List<X509CRL> lists;
    private final InstantSource clock;

    InForce(List<X509CRL> lists, InstantSource clock) {
      this.lists = lists;
      this.clock = clock;
    }

    @Override
    public void init(boolean forward) {}

    @Override
    public boolean isForwardCheckingSupported() {
      return true;
    }

    @Override
    public @Nullable Set<String> getSupportedExtensions() {
      return null;
    }

    @Override
    public void check(Certificate certificate, Collection<String> unresolved)
        throws CertPathValidatorException {
      var issuer = ((X509Certificate) certificate).getIssuerX500Principal();
      Instant now = clock.instant();
      List<X509CRL> its =
          lists.stream().filter(it -> it.getIssuerX500Principal().equals(issuer)).toList();
      if (!its.isEmpty() && its.stream().allMatch(it -> isPast(it, now))) {
        throw new CertPathValidatorException(
            "the revocation list by " + issuer + " was due for renewal",
            null,
            null,
            -1,
            BasicReason.UNDETERMINED_REVOCATION_STATUS);
      }
    }
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
