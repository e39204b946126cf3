package io.rotakeep.core.bearer;

import io.rotakeep.core.BugException;
import java.security.GeneralSecurityException;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Optional;

/**
 * The signatures that count, by RFC 7518 section 3 and RFC 8037 section 3.1. Neither {@code none}
 * nor a shared key is among them: who could check such a token could also make it.
 */
public enum SignatureAlgorithm {
  RS256("RS256", "SHA256withRSA", 0),
  PS256("PS256", "RSASSA-PSS", 0),
  ES256("ES256", "SHA256withECDSAinP1363Format", 64),
  ES384("ES384", "SHA384withECDSAinP1363Format", 96),
  /** Ed25519 only. */
  EDDSA("EdDSA", "Ed25519", 64);

  private static final int SHA256_LENGTH = 32;

  private final String word;
  private final String transformation;
  private final int length;

  SignatureAlgorithm(String word, String transformation, int length) {
    this.word = word;
    this.transformation = transformation;
    this.length = length;
  }

  /** As a header writes it, with the same case. */
  public static Optional<SignatureAlgorithm> named(String word) {
    for (SignatureAlgorithm each : values()) {
      if (each.word.equals(word)) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }

  /**
   * @param key of this algorithm's type, which {@link VerificationKey} sees to
   */
  boolean verifies(PublicKey key, byte[] signed, byte[] signature) {
    if (length != 0 && signature.length != length) {
      return false;
    }
    try {
      Signature verifier = verifier();
      verifier.initVerify(key);
      verifier.update(signed);
      return verifier.verify(signature);
    } catch (SignatureException e) {
      return false;
    } catch (GeneralSecurityException e) {
      throw new BugException("a key that was taken for " + word + " is none", e);
    }
  }

  private Signature verifier() throws GeneralSecurityException {
    try {
      Signature verifier = Signature.getInstance(transformation);
      if (this == PS256) {
        verifier.setParameter(
            new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, SHA256_LENGTH, 1));
      }
      return verifier;
    } catch (NoSuchAlgorithmException e) {
      throw new BugException("every JDK has " + transformation, e);
    }
  }
}
