package io.rotakeep.adapter.grpc;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;

/**
 * Whether a private key is the other half of a public one. A key of a curve usually says so itself
 * (RFC 5915 section 3: the public key is written behind it), an RSA key by its modulus. Where it
 * does not, a signature tells, which a JVM that has just started takes a good part of a second for.
 */
final class KeyOwnership {
  private static final byte[] PROBE = {1};

  private KeyOwnership() {}

  static boolean isPair(PublicKey shown, PrivateKey key) throws GeneralSecurityException {
    if (!key.getAlgorithm().equals(shown.getAlgorithm())) {
      return false;
    }
    return switch (shown) {
      case RSAPublicKey rsa when key instanceof RSAPrivateKey own ->
          rsa.getModulus().equals(own.getModulus());
      case ECPublicKey ec when speaksOf(key, ec) -> true;
      default -> hasSigned(shown, key);
    };
  }

  /** No other key holds 64 bytes of this one by chance. */
  private static boolean speaksOf(PrivateKey key, ECPublicKey shown) {
    byte[] encoded = key.getEncoded();
    if (encoded == null) {
      return false;
    }
    try {
      return PemFiles.indexOf(encoded, point(shown), 0) >= 0;
    } finally {
      Arrays.fill(encoded, (byte) 0);
    }
  }

  /** Uncompressed (SEC 1 section 2.3.3), without the byte that says so: both coordinates. */
  private static byte[] point(ECPublicKey key) {
    int width = (key.getParams().getCurve().getField().getFieldSize() + 7) / 8;
    byte[] point = new byte[2 * width];
    put(key.getW().getAffineX(), point, width);
    put(key.getW().getAffineY(), point, 2 * width);
    return point;
  }

  private static void put(BigInteger coordinate, byte[] point, int end) {
    byte[] bytes = coordinate.toByteArray();
    int width = Math.min(bytes.length, point.length / 2);
    System.arraycopy(bytes, bytes.length - width, point, end - width, width);
  }

  private static boolean hasSigned(PublicKey shown, PrivateKey key)
      throws GeneralSecurityException {
    Signature signature =
        Signature.getInstance(
            switch (shown.getAlgorithm()) {
              case "EC" -> "SHA256withECDSA";
              case "RSA" -> "SHA256withRSA";
              default -> shown.getAlgorithm();
            });
    signature.initSign(key);
    signature.update(PROBE);
    byte[] signed = signature.sign();
    signature.initVerify(shown);
    signature.update(PROBE);
    return signature.verify(signed);
  }
}
