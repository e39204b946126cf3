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
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.jspecify.annotations.Nullable;

/** Certificates, lists and keys as text. */
final class Pem {
  private Pem() {}

  /** A certificate or a list; a key as PKCS #8. */
  static String text(Object object) throws IOException {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter pem = new JcaPEMWriter(text)) {
      pem.writeObject(object instanceof PrivateKey key ? new JcaPKCS8Generator(key, null) : object);
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
