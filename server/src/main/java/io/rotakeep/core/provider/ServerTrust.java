package io.rotakeep.core.provider;

import io.rotakeep.core.InvalidFieldException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Who may say that they are the authorization server, where a provider is more careful than the
 * JDK.
 *
 * @param authorities certificates in PEM that are trusted for this server instead of the JDK's;
 *     empty for the JDK's
 * @param pins keys of which the server must show one, {@code sha256/} and the Base64 of the hash of
 *     a SubjectPublicKeyInfo (RFC 7469 §2.4): its own, or that of an authority it shows with it;
 *     empty for any key
 */
public record ServerTrust(String authorities, List<String> pins) {
  /** As the JDK trusts. */
  public static final ServerTrust USUAL = new ServerTrust("", List.of());

  private static final int LONGEST = 64 * 1024;
  private static final int MOST_PINS = 10;
  private static final Pattern PIN = Pattern.compile("sha256/[A-Za-z0-9+/]{43}=");

  public ServerTrust {
    pins = List.copyOf(pins);
    if (pins.size() > MOST_PINS || !pins.stream().allMatch(pin -> PIN.matcher(pin).matches())) {
      throw new InvalidFieldException(
          "tls.pins", "must be 10 at the most, each sha256/ and 44 characters of Base64");
    }
    if (!authorities.isEmpty()) {
      var _ = parse(authorities);
    }
  }

  /** Those of {@link #authorities}; empty for the JDK's. */
  public List<X509Certificate> certificates() {
    return authorities.isEmpty() ? List.of() : parse(authorities);
  }

  private static List<X509Certificate> parse(String pem) {
    if (pem.length() > LONGEST || pem.contains("PRIVATE KEY")) {
      throw new InvalidFieldException("tls.ca", "must be certificates and no key, 64 KiB at most");
    }
    try {
      List<X509Certificate> found =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8)))
              .stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (!found.isEmpty()) {
        return found;
      }
    } catch (CertificateException _) {
      // What it is instead is not repeated.
    }
    throw new InvalidFieldException("tls.ca", "must hold at least one certificate, in PEM");
  }
}
