package io.rotakeep.testkit.certificates;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A certificate authority with P-256 keys that writes what it issues as PEM files.
 *
 * <p>Two authorities know nothing of each other, so a second one makes the stranger's certificates.
 */
public final class TestCertificates {
  private static final Duration LIFE = Duration.ofDays(2);
  private static final X500Name ISSUER = new X500Name("CN=Rotakeep test CA");

  private final Path directory;
  private final SecureRandom random = new SecureRandom();
  private final KeyPair authority;
  private final Path authorityFile;

  private TestCertificates(Path directory) throws IOException, GeneralSecurityException {
    this.directory = Files.createDirectories(directory);
    this.authority = newKeyPair();
    this.authorityFile = directory.resolve("ca.crt");
    write(authorityFile, authorityCertificate());
  }

  /** A new authority whose files lie in {@code directory}. */
  public static TestCertificates in(Path directory) {
    try {
      return new TestCertificates(directory);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write certificates to " + directory, e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("cannot make a certificate authority", e);
    }
  }

  /** The authority's own certificate, for trust stores. */
  public Path authority() {
    return authorityFile;
  }

  /** A server certificate for {@code localhost} and both loopback addresses. */
  public TestIdentity server() {
    return issue(
        "localhost",
        LIFE,
        new GeneralName(GeneralName.dNSName, "localhost"),
        new GeneralName(GeneralName.iPAddress, "127.0.0.1"),
        new GeneralName(GeneralName.iPAddress, "::1"));
  }

  /** A caller that is named by a SPIFFE id, such as {@code spiffe://example.org/crm}. */
  public TestIdentity spiffe(String name, String spiffeId) {
    return issue(name, LIFE, new GeneralName(GeneralName.uniformResourceIdentifier, spiffeId));
  }

  /** A caller that is named by a DNS name. */
  public TestIdentity dns(String name, String dnsName) {
    return issue(name, LIFE, new GeneralName(GeneralName.dNSName, dnsName));
  }

  /** A caller whose certificate has expired. */
  public TestIdentity expired(String name, String spiffeId) {
    return issue(
        name,
        Duration.ofHours(-1),
        new GeneralName(GeneralName.uniformResourceIdentifier, spiffeId));
  }

  /** A certificate with any subject alternative names; its files are called after {@code name}. */
  public TestIdentity issue(String name, Duration life, GeneralName... alternativeNames) {
    try {
      KeyPair keys = newKeyPair();
      X509v3CertificateBuilder certificate = builder("CN=" + name, keys, life);
      certificate
          .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
          .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
          .addExtension(
              Extension.extendedKeyUsage,
              false,
              new ExtendedKeyUsage(
                  new KeyPurposeId[] {
                    KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth
                  }));
      if (alternativeNames.length > 0) {
        certificate.addExtension(
            Extension.subjectAlternativeName, false, new GeneralNames(alternativeNames));
      }
      var identity =
          new TestIdentity(directory.resolve(name + ".crt"), directory.resolve(name + ".key"));
      write(identity.certificate(), sign(certificate));
      write(identity.key(), new JcaPKCS8Generator(keys.getPrivate(), null).generate());
      Files.setPosixFilePermissions(identity.key(), PosixFilePermissions.fromString("rw-------"));
      return identity;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the certificate of " + name, e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("cannot issue a certificate to " + name, e);
    }
  }

  private X509Certificate authorityCertificate() throws IOException, GeneralSecurityException {
    X509v3CertificateBuilder certificate = builder(ISSUER.toString(), authority, LIFE);
    certificate
        .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
        .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
    return sign(certificate);
  }

  /** Valid from two hours ago, so that a negative life has ended and still began before it. */
  private X509v3CertificateBuilder builder(String subject, KeyPair keys, Duration life) {
    Instant now = Instant.now();
    return new JcaX509v3CertificateBuilder(
        ISSUER,
        new BigInteger(63, random).add(BigInteger.ONE),
        Date.from(now.minus(Duration.ofHours(2))),
        Date.from(now.plus(life)),
        new X500Name(subject),
        keys.getPublic());
  }

  private X509Certificate sign(X509v3CertificateBuilder certificate)
      throws GeneralSecurityException {
    PrivateKey key = authority.getPrivate();
    try {
      return new JcaX509CertificateConverter()
          .getCertificate(
              certificate.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key)));
    } catch (OperatorCreationException e) {
      throw new GeneralSecurityException("cannot sign", e);
    }
  }

  private KeyPair newKeyPair() throws GeneralSecurityException {
    var generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"), random);
    return generator.generateKeyPair();
  }

  private static void write(Path file, Object pemObject) throws IOException {
    try (Writer text = Files.newBufferedWriter(file);
        var pem = new JcaPEMWriter(text)) {
      pem.writeObject(pemObject);
    }
  }
}
