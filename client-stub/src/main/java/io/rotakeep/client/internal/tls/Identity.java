package io.rotakeep.client.internal.tls;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;

/** A certificate chain, ours first, and the key that it speaks of. */
record Identity(List<X509Certificate> chain, PrivateKey key) {
  private static final byte[] PROBE = {1, 2, 3};

  /**
   * @throws IllegalArgumentException if a file cannot be used, or the two do not belong together
   */
  static Identity read(PemFile certificate, PemFile key) {
    Identity read = new Identity(certificate.certificates(), key.privateKey());
    if (!read.belongTogether()) {
      throw new IllegalArgumentException(
          "%s: %s is not the key of the certificate in %s"
              .formatted(key.what(), key.path(), certificate.path()));
    }
    return read;
  }

  private boolean belongTogether() {
    try {
      Signature signature = Signature.getInstance(signatureAlgorithm());
      signature.initSign(key);
      signature.update(PROBE);
      byte[] signed = signature.sign();
      signature.initVerify(chain.get(0).getPublicKey());
      signature.update(PROBE);
      return signature.verify(signed);
    } catch (GeneralSecurityException differentKinds) {
      return false;
    }
  }

  private String signatureAlgorithm() {
    return switch (key.getAlgorithm()) {
      case "EC" -> "SHA256withECDSA";
      case "RSA" -> "SHA256withRSA";
      default -> "EdDSA";
    };
  }

  boolean fits(String keyType) {
    // Libraries differ in what they call Ed25519, so it is offered for any kind.
    return keyType.equals(key.getAlgorithm()) || key.getAlgorithm().equals("EdDSA");
  }

  @Override
  public String toString() {
    return "Identity[" + chain.get(0).getSubjectX500Principal() + "]";
  }
}
