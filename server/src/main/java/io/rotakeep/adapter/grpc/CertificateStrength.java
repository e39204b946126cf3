package io.rotakeep.adapter.grpc;

import java.security.cert.X509Certificate;
import java.security.interfaces.ECKey;
import java.security.interfaces.EdECKey;
import java.security.interfaces.RSAKey;
import java.util.Locale;

/**
 * Which keys and signatures of certificates are believed. The platform's own limits are made for
 * servers on the Internet and let a client come with what can be forged by now.
 */
final class CertificateStrength {
  private static final int RSA_BITS = 2048;
  private static final int EC_BITS = 256;

  private CertificateStrength() {}

  static boolean suffices(X509Certificate certificate) {
    String signature = certificate.getSigAlgName().toUpperCase(Locale.ROOT);
    boolean broken = signature.startsWith("SHA1") || signature.startsWith("MD");
    return !broken
        && switch (certificate.getPublicKey()) {
          case RSAKey key -> key.getModulus().bitLength() >= RSA_BITS;
          case ECKey key -> key.getParams().getCurve().getField().getFieldSize() >= EC_BITS;
          case Object key -> key instanceof EdECKey;
        };
  }
}
