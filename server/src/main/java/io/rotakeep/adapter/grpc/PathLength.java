package io.rotakeep.adapter.grpc;

import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.Certificate;
import java.security.cert.PKIXCertPathChecker;
import java.security.cert.PKIXReason;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Holds the authorities in {@code client_ca} to the number of authorities that each may have below
 * it. RFC 5280 leaves that open for trusted ones, and the JDK passes over it: whoever holds an
 * authority's certificate in its own right would let it make others that its issuer forbade.
 *
 * <p>Asked from the authority downwards; the JDK makes a copy for each path.
 */
final class PathLength extends PKIXCertPathChecker {
  private final List<X509Certificate> authorities;
  private @Nullable X509Certificate above;
  private int left;

  PathLength(List<X509Certificate> authorities) {
    this.authorities = authorities;
  }

  @Override
  public void init(boolean forward) {
    above = null;
    left = Integer.MAX_VALUE;
  }

  @Override
  public boolean isForwardCheckingSupported() {
    return false;
  }

  @Override
  public @Nullable Set<String> getSupportedExtensions() {
    return null;
  }

  @Override
  public void check(Certificate certificate, Collection<String> unresolved)
      throws CertPathValidatorException {
    X509Certificate next = (X509Certificate) certificate;
    X509Certificate issuer = above;
    if (issuer == null) {
      left = allowedBy(next);
    } else if (!issuer.getSubjectX500Principal().equals(issuer.getIssuerX500Principal())) {
      // The one before was no leaf, as something stands below it. Renewals by itself are free.
      if (left == 0) {
        throw new CertPathValidatorException(
            "an authority in client_ca has more authorities below it than its certificate allows",
            null,
            null,
            -1,
            PKIXReason.PATH_TOO_LONG);
      }
      left--;
    }
    above = next;
  }

  /** By the most generous of those that may have been taken for the issuer. */
  private int allowedBy(X509Certificate first) {
    return authorities.stream()
        .filter(it -> it.getSubjectX500Principal().equals(first.getIssuerX500Principal()))
        .filter(it -> hasSigned(it, first))
        .mapToInt(it -> it.getBasicConstraints() < 0 ? Integer.MAX_VALUE : it.getBasicConstraints())
        .max()
        .orElse(0);
  }

  private static boolean hasSigned(X509Certificate authority, X509Certificate certificate) {
    try {
      certificate.verify(authority.getPublicKey());
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
