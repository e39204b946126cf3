package io.rotakeep.cli.pki;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CRLConverter;
import org.bouncycastle.cert.jcajce.JcaX509CRLHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/** What an authority signs, by RFC 5280. */
final class Signing {
  /** For clocks that are behind. */
  private static final Duration EARLIER = Duration.ofMinutes(5);

  private final X509Certificate authority;
  private final PrivateKey key;

  Signing(X509Certificate authority, PrivateKey key) {
    this.authority = authority;
    this.key = key;
  }

  /** A new authority's certificate for itself. Its name is its own, so that two are told apart. */
  static X509Certificate ownCertificate(KeyPair keys, BigInteger serial, Instant now, Instant end)
      throws IOException, GeneralSecurityException {
    X500Name name = new X500Name("CN=Rotakeep CA " + Authority.hex(serial).substring(0, 8));
    X509v3CertificateBuilder certificate =
        new JcaX509v3CertificateBuilder(
            name, serial, Date.from(now.minus(EARLIER)), Date.from(end), name, keys.getPublic());
    JcaX509ExtensionUtils extensions = new JcaX509ExtensionUtils();
    certificate
        .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
        .addExtension(
            Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign))
        .addExtension(
            Extension.subjectKeyIdentifier,
            false,
            extensions.createSubjectKeyIdentifier(keys.getPublic()));
    return signed(certificate, signer(keys.getPublic(), keys.getPrivate()));
  }

  X509Certificate leaf(
      Subject subject, PublicKey holder, BigInteger serial, Instant now, Instant end)
      throws IOException, GeneralSecurityException {
    X509v3CertificateBuilder certificate =
        new JcaX509v3CertificateBuilder(
            new JcaX509CertificateHolder(authority).getSubject(),
            serial,
            Date.from(now.minus(EARLIER)),
            Date.from(end),
            new X500Name("CN=" + subject.name()),
            holder);
    JcaX509ExtensionUtils extensions = new JcaX509ExtensionUtils();
    certificate
        .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
        .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
        .addExtension(Extension.extendedKeyUsage, false, subject.usage())
        .addExtension(Extension.subjectAlternativeName, false, subject.alternativeNames())
        .addExtension(
            Extension.subjectKeyIdentifier, false, extensions.createSubjectKeyIdentifier(holder))
        .addExtension(
            Extension.authorityKeyIdentifier,
            false,
            extensions.createAuthorityKeyIdentifier(authority));
    return signed(certificate, signer(authority.getPublicKey(), key));
  }

  /**
   * The next list: all entries of the one before and some more. It is a file that lies beside its
   * readers, so it need not be renewed: it is in force until the next, or as long as the authority.
   */
  X509CRL list(@Nullable X509CRL before, List<X509Certificate> revoked, Instant now)
      throws IOException, GeneralSecurityException {
    JcaX509v2CRLBuilder list = new JcaX509v2CRLBuilder(authority, Date.from(now));
    list.setNextUpdate(authority.getNotAfter());
    BigInteger number = BigInteger.ONE;
    if (before != null) {
      JcaX509CRLHolder earlier = holder(before);
      list.addCRL(earlier);
      number = numberOf(earlier).add(BigInteger.ONE);
    }
    for (X509Certificate it : revoked) {
      list.addCRLEntry(it.getSerialNumber(), Date.from(now), CRLReason.unspecified);
    }
    list.addExtension(Extension.cRLNumber, false, new CRLNumber(number))
        .addExtension(
            Extension.authorityKeyIdentifier,
            false,
            new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(authority));
    return new JcaX509CRLConverter().getCRL(list.build(signer(authority.getPublicKey(), key)));
  }

  /** The name under which a leaf was issued. */
  static String nameOf(X509Certificate leaf) {
    X500Name subject = X500Name.getInstance(leaf.getSubjectX500Principal().getEncoded());
    return IETFUtils.valueToString(subject.getRDNs(BCStyle.CN)[0].getFirst().getValue());
  }

  private static JcaX509CRLHolder holder(X509CRL list) throws GeneralSecurityException {
    return new JcaX509CRLHolder(list);
  }

  private static BigInteger numberOf(JcaX509CRLHolder list) {
    Extension number = list.getExtension(Extension.cRLNumber);
    return number == null
        ? BigInteger.ZERO
        : ASN1Integer.getInstance(number.getParsedValue()).getValue();
  }

  private static X509Certificate signed(X509v3CertificateBuilder certificate, ContentSigner signer)
      throws GeneralSecurityException {
    return new JcaX509CertificateConverter().getCertificate(certificate.build(signer));
  }

  private static ContentSigner signer(PublicKey shown, PrivateKey key)
      throws GeneralSecurityException {
    try {
      return new JcaContentSignerBuilder(KeyAlgorithm.of(shown).signature()).build(key);
    } catch (OperatorCreationException e) {
      throw new GeneralSecurityException("the authority's key cannot sign", e);
    }
  }
}
