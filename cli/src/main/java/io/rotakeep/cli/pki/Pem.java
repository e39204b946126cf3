package io.rotakeep.cli.pki;

import io.grpc.Status;
import io.rotakeep.cli.session.CliFailure;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.security.cert.X509Extension;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.PKCS8Generator;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.jspecify.annotations.Nullable;

/** Certificates, lists and keys as text. */
final class Pem {
  private Pem() {}

  /** A certificate or a list. */
  static String text(X509Extension object) throws IOException {
    return block(object);
  }

  /**
   * The private half as PKCS #8. That of a curve says what its public half is (RFC 5915 section 3),
   * as OpenSSL writes it and the JDK does not: who reads it need not calculate whether a
   * certificate is its own.
   */
  static String privateText(KeyPair keys) throws IOException {
    PrivateKeyInfo info = PrivateKeyInfo.getInstance(keys.getPrivate().getEncoded());
    if (keys.getPrivate() instanceof ECPrivateKey key) {
      SubjectPublicKeyInfo shown = SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded());
      int bits = key.getParams().getOrder().bitLength();
      info =
          new PrivateKeyInfo(
              info.getPrivateKeyAlgorithm(),
              new org.bouncycastle.asn1.sec.ECPrivateKey(
                  bits, key.getS(), shown.getPublicKeyData(), null));
    }
    return block(new PKCS8Generator(info, null));
  }

  private static String block(Object object) throws IOException {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter pem = new JcaPEMWriter(text)) {
      pem.writeObject(object);
    }
    return text.toString();
  }

  static X509Certificate certificate(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    } catch (GeneralSecurityException e) {
      throw unreadable(file, "certificate", e);
    }
  }

  static X509CRL list(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return (X509CRL) CertificateFactory.getInstance("X.509").generateCRL(in);
    } catch (GeneralSecurityException e) {
      throw unreadable(file, "certificate revocation list", e);
    }
  }

  /** The private key that goes with a public one. */
  static PrivateKey key(Path file, PublicKey other) throws IOException {
    try (PEMParser pem = new PEMParser(new StringReader(Files.readString(file)))) {
      if (pem.readObject() instanceof PrivateKeyInfo info) {
        return KeyFactory.getInstance(other.getAlgorithm())
            .generatePrivate(new PKCS8EncodedKeySpec(info.getEncoded()));
      }
      throw unreadable(file, "PKCS #8 key", null);
    } catch (GeneralSecurityException e) {
      throw unreadable(file, "PKCS #8 key", e);
    }
  }

  private static CliFailure unreadable(Path file, String kind, @Nullable Exception cause) {
    CliFailure failure =
        new CliFailure(
            Status.Code.FAILED_PRECONDITION, file + ": is no " + kind + " in PEM; restore it");
    if (cause != null) {
      failure.addSuppressed(cause);
    }
    return failure;
  }
}
