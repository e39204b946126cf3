package io.rotakeep.adapter.grpc;

import io.rotakeep.testkit.certificates.TestIdentity;
import java.io.IOException;
import java.io.Writer;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** An authority that issues what none should. */
final class OddCertificates {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Path directory;
  private final Party authority;

  /** A certificate under construction: who it is for, and what is odd about it. */
  record Wish(
      String name,
      String algorithm,
      int keyBits,
      String signature,
      KeyPurposeId purpose,
      Duration begins,
      Duration ends,
      List<GeneralName> names) {

    /** A good caller, but for the names. */
    static Wish named(String name, GeneralName... names) {
      return new Wish(
          name,
          "EC",
          256,
          "SHA256withECDSA",
          KeyPurposeId.id_kp_clientAuth,
          Duration.ofHours(-1),
          Duration.ofHours(1),
          List.of(names));
    }

    Wish signed(String algorithm) {
      return new Wish(name, this.algorithm, keyBits, algorithm, purpose, begins, ends, names);
    }

    Wish keyed(String kind, int bits) {
      return new Wish(name, kind, bits, signature, purpose, begins, ends, names);
    }

    Wish purposed(KeyPurposeId other) {
      return new Wish(name, algorithm, keyBits, signature, other, begins, ends, names);
    }

    Wish living(Duration from, Duration until) {
      return new Wish(name, algorithm, keyBits, signature, purpose, from, until, names);
    }
  }

  private record Party(String name, KeyPair keys) {}

  OddCertificates(Path directory) throws Exception {
    this(directory, "CN=Odd CA");
  }

  OddCertificates(Path directory, String name) throws Exception {
    this.directory = Files.createDirectories(directory);
    this.authority = new Party(name, keys("EC", 256));
  }

  /** Has a file of trusted authorities trust this one too. */
  void join(Path authorities) throws Exception {
    append(authorities, certificate(authority, authority, caWish(), 2));
  }

  /**
   * An authority under this one, which a file of trusted authorities trusts from now on.
   *
   * @param below how many authorities may stand below it
   */
  OddCertificates joinIntermediate(Path authorities, int below) throws Exception {
    String name = "CN=Intermediate " + below;
    OddCertificates under = new OddCertificates(directory.resolve("under" + below), name);
    append(authorities, certificate(under.authority, authority, caWish(), below));
    return under;
  }

  /** Has it say from one moment to another that nothing is revoked but those. */
  void writeList(Path file, Instant begin, Instant end, TestIdentity... revoked) throws Exception {
    var list = new JcaX509v2CRLBuilder(new X500Principal(authority.name()), Date.from(begin));
    list.setNextUpdate(Date.from(end));
    for (TestIdentity caller : revoked) {
      X509Certificate certificate = ClientTrust.certificates(caller.certificate()).getFirst();
      list.addCRLEntry(certificate.getSerialNumber(), Date.from(begin), CRLReason.keyCompromise);
    }
    var signer =
        new JcaContentSignerBuilder("SHA256withECDSA").build(authority.keys().getPrivate());
    Path whole = Files.createTempFile(directory, "list", "");
    pem(whole, list.build(signer));
    Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  TestIdentity issue(Wish wish) throws Exception {
    Party caller = new Party("CN=" + wish.name(), keys(wish.algorithm(), wish.keyBits()));
    return write(wish.name(), caller, certificate(caller, authority, wish, -1));
  }

  /** Through a certificate that is no authority's. */
  TestIdentity issueByCaller(Wish wish) throws Exception {
    Party between = new Party("CN=Between", keys("EC", 256));
    X509Certificate bridge = certificate(between, authority, caWish(), -1);
    Party caller = new Party("CN=" + wish.name(), keys("EC", 256));
    return write(wish.name(), caller, certificate(caller, between, wish, -1), bridge);
  }

  /** Through an authority below one that may have none below it. */
  TestIdentity issueTooDeep(Wish wish) throws Exception {
    Party between = new Party("CN=Between", keys("EC", 256));
    Party below = new Party("CN=Below", keys("EC", 256));
    X509Certificate bridge = certificate(between, authority, caWish(), 0);
    X509Certificate second = certificate(below, between, caWish(), 0);
    Party caller = new Party("CN=" + wish.name(), keys("EC", 256));
    return write(wish.name(), caller, certificate(caller, below, wish, -1), second, bridge);
  }

  /** Through one more authority. */
  TestIdentity issueThroughAnother(Wish wish) throws Exception {
    Party between = new Party("CN=Between", keys("EC", 256));
    X509Certificate bridge = certificate(between, authority, caWish(), 0);
    Party caller = new Party("CN=" + wish.name(), keys("EC", 256));
    return write(wish.name(), caller, certificate(caller, between, wish, -1), bridge);
  }

  /** With other certificates of this authority behind it, which nobody needs. */
  TestIdentity issueBefore(int others, Wish wish) throws Exception {
    Party caller = new Party("CN=" + wish.name(), keys("EC", 256));
    List<X509Certificate> chain = new ArrayList<>();
    chain.add(certificate(caller, authority, wish, -1));
    for (int i = 0; i < others; i++) {
      chain.add(certificate(authority, authority, caWish(), 2));
    }
    return write(wish.name(), caller, chain.toArray(X509Certificate[]::new));
  }

  /** By nobody but itself. */
  TestIdentity issueAlone(Wish wish) throws Exception {
    Party caller = new Party("CN=" + wish.name(), keys("EC", 256));
    return write(wish.name(), caller, certificate(caller, caller, wish, -1));
  }

  private static Wish caWish() {
    return Wish.named("ca");
  }

  /**
   * @param below how many authorities may stand below it; negative for one that is no authority
   */
  private static X509Certificate certificate(Party subject, Party issuer, Wish wish, int below)
      throws Exception {
    Instant now = Instant.now();
    var builder =
        new JcaX509v3CertificateBuilder(
            new X500Name(issuer.name()),
            new BigInteger(63, RANDOM).add(BigInteger.ONE),
            Date.from(now.plus(wish.begins())),
            Date.from(now.plus(wish.ends())),
            new X500Name(subject.name()),
            subject.keys().getPublic());
    builder.addExtension(
        Extension.basicConstraints,
        true,
        below < 0 ? new BasicConstraints(false) : new BasicConstraints(below));
    if (below < 0) {
      builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(wish.purpose()));
    }
    if (!wish.names().isEmpty()) {
      builder.addExtension(
          Extension.subjectAlternativeName,
          false,
          new GeneralNames(wish.names().toArray(new GeneralName[0])));
    }
    var signer = new JcaContentSignerBuilder(wish.signature()).build(issuer.keys().getPrivate());
    return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
  }

  private static KeyPair keys(String algorithm, int bits) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
    generator.initialize(bits, RANDOM);
    return generator.generateKeyPair();
  }

  private TestIdentity write(String name, Party owner, X509Certificate... chain) throws Exception {
    TestIdentity identity =
        new TestIdentity(directory.resolve(name + ".crt"), directory.resolve(name + ".key"));
    pem(identity.certificate(), (Object[]) chain);
    pem(identity.key(), new JcaPKCS8Generator(owner.keys().getPrivate(), null).generate());
    return identity;
  }

  private static void append(Path file, X509Certificate certificate) throws IOException {
    try (Writer text =
            Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        var pem = new JcaPEMWriter(text)) {
      pem.writeObject(certificate);
    }
  }

  private static void pem(Path file, Object... objects) throws IOException {
    try (Writer text = Files.newBufferedWriter(file);
        var pem = new JcaPEMWriter(text)) {
      for (Object object : objects) {
        pem.writeObject(object);
      }
    }
  }
}
