package io.rotakeep.adapter.oauth;

import io.rotakeep.core.BugException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * Holds what a server shows in a handshake against pinned keys (RFC 7469 §2.6). A server may send
 * any certificates beside those that prove it, so only those count that signed its own, one by the
 * other.
 */
final class PinnedKeys {
  private final Set<String> pins;

  PinnedKeys(List<String> pins) {
    this.pins = Set.copyOf(pins);
  }

  /** None of the pinned keys is the server's. */
  static final class KeyNotPinnedException extends SSLPeerUnverifiedException {
    private static final long serialVersionUID = 1L;
    private final String shown;

    KeyNotPinnedException(String shown) {
      super("none of the pinned keys");
      this.shown = shown;
    }

    /** The pin that the server's own key would have. */
    String shown() {
      return shown;
    }
  }

  /**
   * @throws SSLException if none is there, before anything was sent over the connection
   */
  void check(SSLSession session) throws SSLException {
    List<X509Certificate> shown = new ArrayList<>();
    for (Certificate certificate : session.getPeerCertificates()) {
      shown.add((X509Certificate) certificate);
    }
    X509Certificate own = shown.removeFirst();
    for (X509Certificate at = own; at != null; at = takeIssuer(at, shown)) {
      if (pins.contains(pinOf(at))) {
        return;
      }
    }
    throw new KeyNotPinnedException(pinOf(own));
  }

  static String pinOf(X509Certificate certificate) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] key = certificate.getPublicKey().getEncoded();
      return "sha256/" + Base64.getEncoder().encodeToString(digest.digest(key));
    } catch (NoSuchAlgorithmException e) {
      throw new BugException("every JDK has SHA-256", e);
    }
  }

  private static @Nullable X509Certificate takeIssuer(
      X509Certificate of, List<X509Certificate> candidates) {
    for (X509Certificate candidate : candidates) {
      if (candidate.getBasicConstraints() >= 0 && signed(candidate, of)) {
        candidates.remove(candidate);
        return candidate;
      }
    }
    return null;
  }

  private static boolean signed(X509Certificate issuer, X509Certificate certificate) {
    try {
      certificate.verify(issuer.getPublicKey());
      return true;
    } catch (GeneralSecurityException _) {
      return false;
    }
  }
}
