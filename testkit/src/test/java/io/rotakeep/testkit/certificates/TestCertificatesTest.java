package io.rotakeep.testkit.certificates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestCertificatesTest {
  private static final String CRM = "spiffe://example.org/crm";

  @TempDir private Path directory;

  @Test
  void issuesCallersThatTheAuthorityVouchesFor() throws Exception {
    TestCertificates certificates = TestCertificates.in(directory);

    X509Certificate crm = read(certificates.spiffe("crm", CRM).certificate());
    X509Certificate web = read(certificates.dns("web", "web.example.org").certificate());

    crm.verify(read(certificates.authority()).getPublicKey());
    crm.checkValidity();
    assertThat(crm.getSubjectAlternativeNames()).containsExactly(List.of(6, CRM));
    assertThat(web.getSubjectAlternativeNames()).containsExactly(List.of(2, "web.example.org"));
  }

  @Test
  void writesKeysThatBelongToTheirCertificates() throws Exception {
    TestIdentity server = TestCertificates.in(directory).server();
    String pem = Files.readString(server.key());
    byte[] encoded = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
    var signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(
        KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(encoded)));
    signature.update(encoded);
    byte[] signed = signature.sign();

    signature.initVerify(read(server.certificate()));
    signature.update(encoded);

    assertThat(pem).startsWith("-----BEGIN PRIVATE KEY-----");
    assertThat(signature.verify(signed)).isTrue();
  }

  @Test
  void anotherAuthorityIsAStranger() throws Exception {
    TestCertificates ours = TestCertificates.in(directory.resolve("ours"));
    TestCertificates theirs = TestCertificates.in(directory.resolve("theirs"));

    X509Certificate stranger = read(theirs.spiffe("crm", CRM).certificate());

    assertThatThrownBy(() -> stranger.verify(read(ours.authority()).getPublicKey()))
        .isInstanceOf(SignatureException.class);
  }

  @Test
  void anExpiredCallerHasHadItsTime() throws Exception {
    TestCertificates certificates = TestCertificates.in(directory);

    X509Certificate expired = read(certificates.expired("old", CRM).certificate());

    assertThatThrownBy(expired::checkValidity).isInstanceOf(CertificateExpiredException.class);
  }

  private static X509Certificate read(Path file) throws Exception {
    try (InputStream in = Files.newInputStream(file)) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
  }
}
