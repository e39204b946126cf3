package io.rotakeep.adapter.grpc;

import io.rotakeep.core.caller.CallerId;
import java.security.cert.Certificate;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/**
 * The identity in a client certificate: its one SPIFFE ID, else its one DNS name. A certificate
 * that could be read in two ways names nobody, and a common name is not an identity.
 */
final class PeerCertificate {
  private static final int DNS = 2;
  private static final int URI = 6;

  private PeerCertificate() {}

  static Optional<CallerId> identityIn(SSLSession session) {
    try {
      Certificate[] chain = session.getPeerCertificates();
      return chain.length > 0 && chain[0] instanceof X509Certificate leaf && isStrong(chain)
          ? identityIn(leaf)
          : Optional.empty();
    } catch (SSLPeerUnverifiedException | CertificateParsingException e) {
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      // What the certificate calls its holder is no identity by our rules.
      return Optional.empty();
    }
  }

  static boolean isShownIn(SSLSession session) {
    try {
      return session.getPeerCertificates().length > 0;
    } catch (SSLPeerUnverifiedException e) {
      return false;
    }
  }

  private static boolean isStrong(Certificate[] chain) {
    return Arrays.stream(chain)
        .allMatch(one -> one instanceof X509Certificate link && CertificateStrength.suffices(link));
  }

  private static Optional<CallerId> identityIn(X509Certificate leaf)
      throws CertificateParsingException {
    List<String> uris = alternativeNames(leaf, URI);
    if (!uris.isEmpty()) {
      return uris.size() == 1
          ? Optional.of(new CallerId.SpiffeId(uris.getFirst()))
          : Optional.empty();
    }
    List<String> names = alternativeNames(leaf, DNS);
    return names.size() == 1
        ? Optional.of(new CallerId.DnsName(names.getFirst()))
        : Optional.empty();
  }

  private static List<String> alternativeNames(X509Certificate leaf, int kind)
      throws CertificateParsingException {
    Collection<List<?>> all = leaf.getSubjectAlternativeNames();
    return all == null
        ? List.of()
        : all.stream()
            .filter(name -> Integer.valueOf(kind).equals(name.getFirst()))
            .map(name -> String.valueOf(name.getLast()))
            .toList();
  }
}
