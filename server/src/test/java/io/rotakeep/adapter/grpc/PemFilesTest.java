package io.rotakeep.adapter.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.rotakeep.testkit.certificates.TestCertificates;
import io.rotakeep.testkit.certificates.TestIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PemFilesTest {
  @TempDir private Path dir;

  @Test
  void readsTheKeyThatBelongsToTheCertificate() throws Exception {
    TestIdentity server = TestCertificates.in(dir).server();

    X509Certificate certificate = ClientTrust.certificates(server.certificate()).getFirst();
    PrivateKey key =
        PemFiles.pkcs8(server.key(), certificate.getPublicKey().getAlgorithm()).orElseThrow();

    Signature signing = Signature.getInstance("SHA256withECDSA");
    signing.initSign(key);
    signing.update(new byte[] {1, 2, 3});
    Signature checking = Signature.getInstance("SHA256withECDSA");
    checking.initVerify(certificate);
    checking.update(new byte[] {1, 2, 3});
    assertThat(checking.verify(signing.sign())).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"EC", "RSA", "Ed25519"})
  void readsKeysOfEveryUsualKind(String algorithm) throws Exception {
    KeyPair pair = KeyPairGenerator.getInstance(algorithm).generateKeyPair();
    String base64 = Base64.getMimeEncoder().encodeToString(pair.getPrivate().getEncoded());
    Path file =
        Files.writeString(
            dir.resolve("key"),
            "a comment\n-----BEGIN PRIVATE KEY-----\n" + base64 + "\n-----END PRIVATE KEY-----\n");

    assertThat(PemFiles.pkcs8(file, pair.getPublic().getAlgorithm())).contains(pair.getPrivate());
  }

  @Test
  void leavesOtherFormsToOthers() throws Exception {
    Path file = Files.writeString(dir.resolve("key"), "-----BEGIN EC PRIVATE KEY-----\nAA==\n");

    assertThat(PemFiles.pkcs8(file, "EC")).isEmpty();
  }

  @Test
  void refusesAFileWithoutACertificate() throws Exception {
    Path file = Files.writeString(dir.resolve("crt"), "");

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> ClientTrust.certificates(file))
        .withMessageContaining(file + " holds no certificates in PEM");
  }
}
