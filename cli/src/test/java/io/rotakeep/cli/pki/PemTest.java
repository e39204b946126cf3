package io.rotakeep.cli.pki;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.SecureRandom;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.openssl.PEMParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PemTest {
  @TempDir private Path dir;

  @ParameterizedTest
  @EnumSource(KeyAlgorithm.class)
  void readsTheKeyThatItWrote(KeyAlgorithm algorithm) throws Exception {
    KeyPair keys = algorithm.newKeys(new SecureRandom());
    String written = Pem.privateText(keys);
    Path file = Files.writeString(dir.resolve("key"), written);

    KeyPair read = new KeyPair(keys.getPublic(), Pem.key(file, keys.getPublic()));
    assertThat(Pem.privateText(read)).isEqualTo(written);
  }

  @Test
  void aKeyOfACurveSaysWhatItsPublicHalfIs() throws Exception {
    KeyPair keys = KeyAlgorithm.P256.newKeys(new SecureRandom());

    try (PEMParser pem = new PEMParser(new StringReader(Pem.privateText(keys)))) {
      var key = ECPrivateKey.getInstance(((PrivateKeyInfo) pem.readObject()).parsePrivateKey());
      var shown = SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded());
      assertThat(key.getPublicKey()).isEqualTo(shown.getPublicKeyData());
    }
  }
}
