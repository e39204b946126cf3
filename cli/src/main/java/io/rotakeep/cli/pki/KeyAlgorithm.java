package io.rotakeep.cli.pki;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.interfaces.ECPublicKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.util.Locale;

/** What keys are made of; an authority and all that it issues have the same. */
enum KeyAlgorithm {
  P256("EC", "SHA256withECDSA"),
  ED25519("EdDSA", "Ed25519");

  private final String family;
  private final String signature;

  KeyAlgorithm(String family, String signature) {
    this.family = family;
    this.signature = signature;
  }

  static KeyAlgorithm of(PublicKey key) {
    return key instanceof ECPublicKey ? P256 : ED25519;
  }

  KeyPair newKeys(SecureRandom random) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(family);
    generator.initialize(curve(), random);
    return generator.generateKeyPair();
  }

  private AlgorithmParameterSpec curve() {
    return switch (this) {
      case P256 -> new ECGenParameterSpec("secp256r1");
      case ED25519 -> NamedParameterSpec.ED25519;
    };
  }

  /** As the JDK calls it. */
  String signature() {
    return signature;
  }

  /** As it is typed. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
