package io.rotakeep.client;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Signs certificates for 127.0.0.1 that live for an hour, and writes them as PEM files. */
final class PemAuthority {
  private final X500Principal name;
  private final KeyPair keys;
  private final Map<String, KeyPair> issued = new HashMap<>();

  private PemAuthority(X500Principal name, KeyPair keys) {
    this.name = name;
    this.keys = keys;
  }

  static PemAuthority create(String name, Path certificate) {
    var authority = new PemAuthority(new X500Principal("CN=" + name), newKeys());
    write(certificate, authority.sign(authority.name, authority.keys, true));
    return authority;
  }

  /** Writes {@code NAME.crt} and {@code NAME.key}. */
  void issue(String subject, Path dir) {
    var subjectKeys = newKeys();
    issued.put(subject, subjectKeys);
    var certificate = sign(new X500Principal("CN=" + subject), subjectKeys, false);
    write(dir.resolve(subject + ".crt"), certificate);
    try {
      write(dir.resolve(subject + ".key"), new JcaPKCS8Generator(subjectKeys.getPrivate(), null));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes {@code NAME.crt} anew, for the same key. */
  void renew(String subject, String name, Path dir) {
    var subjectKeys = Objects.requireNonNull(issued.get(subject), "not issued");
    write(dir.resolve(subject + ".crt"), sign(new X500Principal(name), subjectKeys, false));
  }

  private X509Certificate sign(X500Principal subject, KeyPair subjectKeys, boolean authority) {
    var now = Instant.now();
    try {
      var builder =
          new JcaX509v3CertificateBuilder(
                  name,
                  BigInteger.valueOf(now.toEpochMilli()),
                  Date.from(now.minus(Duration.ofMinutes(5))),
                  Date.from(now.plus(Duration.ofHours(1))),
                  subject,
                  subjectKeys.getPublic())
              .addExtension(Extension.basicConstraints, true, new BasicConstraints(authority))
              .addExtension(
                  Extension.subjectAlternativeName,
                  false,
                  new GeneralNames(new GeneralName(GeneralName.iPAddress, "127.0.0.1")));
      var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate());
      return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
    } catch (IOException | OperatorCreationException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static KeyPair newKeys() {
    try {
      var generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void write(Path file, Object content) {
    var text = new StringWriter();
    try (var pem = new JcaPEMWriter(text)) {
      pem.writeObject(content);
      pem.flush();
      Files.writeString(file, text.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
