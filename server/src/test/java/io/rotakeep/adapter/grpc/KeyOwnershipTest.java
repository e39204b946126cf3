package io.rotakeep.adapter.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyOwnershipTest {
  @ParameterizedTest
  @ValueSource(strings = {"EC", "RSA", "Ed25519"})
  void tellsAPairFromTwoKeys(String algorithm) throws Exception {
    KeyPair pair = KeyPairGenerator.getInstance(algorithm).generateKeyPair();
    KeyPair other = KeyPairGenerator.getInstance(algorithm).generateKeyPair();

    assertThat(KeyOwnership.isPair(pair.getPublic(), pair.getPrivate())).isTrue();
    assertThat(KeyOwnership.isPair(pair.getPublic(), other.getPrivate())).isFalse();
  }

  /** With the halves of two keys in it, so that only its word can have been taken. */
  @ParameterizedTest
  @ValueSource(strings = {"secp256r1", "secp384r1", "secp521r1"})
  void takesAKeysWordForItsPublicHalf(String curve) throws Exception {
    KeyPair pair = pairOn(curve);
    KeyPair other = pairOn(curve);
    PrivateKey speaking = speaking(pair.getPrivate(), other.getPublic());

    assertThat(KeyOwnership.isPair(other.getPublic(), speaking)).isTrue();
  }

  /** One in 128 keys has a first coordinate that begins with a zero byte. */
  @Test
  void findsCoordinatesThatBeginWithAZero() throws Exception {
    KeyPair pair = pairOn("secp256r1");
    KeyPair other = pairOn("secp256r1");
    while (((ECPublicKey) other.getPublic()).getW().getAffineX().bitLength() > 248) {
      other = pairOn("secp256r1");
    }
    PrivateKey speaking = speaking(pair.getPrivate(), other.getPublic());

    assertThat(KeyOwnership.isPair(other.getPublic(), speaking)).isTrue();
  }

  /** Two families: an answer, where a signature would fail. */
  @Test
  void knowsThatFamiliesDoNotMix() throws Exception {
    KeyPair rsa = KeyPairGenerator.getInstance("RSA").generateKeyPair();

    assertThat(KeyOwnership.isPair(pairOn("secp256r1").getPublic(), rsa.getPrivate())).isFalse();
  }

  private static KeyPair pairOn(String curve) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec(curve));
    return generator.generateKeyPair();
  }

  /** A private key with a public half behind it, which the JDK leaves out. */
  private static PrivateKey speaking(PrivateKey silent, PublicKey shown) throws Exception {
    var info = PrivateKeyInfo.getInstance(silent.getEncoded());
    var key = (java.security.interfaces.ECPrivateKey) silent;
    var point = SubjectPublicKeyInfo.getInstance(shown.getEncoded()).getPublicKeyData();
    int bits = key.getParams().getOrder().bitLength();
    var speaking =
        new PrivateKeyInfo(
            info.getPrivateKeyAlgorithm(), new ECPrivateKey(bits, key.getS(), point, null));
    return KeyFactory.getInstance("EC")
        .generatePrivate(new PKCS8EncodedKeySpec(speaking.getEncoded()));
  }
}
