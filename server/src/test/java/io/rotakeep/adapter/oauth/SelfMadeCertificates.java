package io.rotakeep.adapter.oauth;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/** An authority and what it signs, good and bad. */
public final class SelfMadeCertificates {
  private static final char[] NO_PASSWORD = new char[0];
  private static final X500Name AUTHORITY = new X500Name("CN=Test authority");

  private final KeyPair authorityKey = newKey();
  private final X509Certificate authority =
      sign(AUTHORITY, authorityKey, null, Instant.now().plus(Duration.ofDays(1)));

  X509Certificate authority() {
    return authority;
  }

  /** Trusts this authority and no other. */
  public SSLContext client() throws Exception {
    KeyStore anchors = emptyStore();
    anchors.setCertificateEntry("authority", authority);
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(anchors);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  public SSLContext server(GeneralName name) throws Exception {
    return server(name, Instant.now().plus(Duration.ofDays(1)));
  }

  /** In PEM, as a file of it would have it. */
  String authorityPem() throws Exception {
    String base64 = Base64.getMimeEncoder().encodeToString(authority.getEncoded());
    return "-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n";
  }

  /** One that sends another's certificate along, which has nothing to do with its own. */
  SSLContext serverBeside(GeneralName name, X509Certificate stranger) throws Exception {
    return server(name, Instant.now().plus(Duration.ofDays(1)), stranger);
  }

  SSLContext expiredServer(GeneralName name) throws Exception {
    return server(name, Instant.now().minus(Duration.ofHours(1)));
  }

  static GeneralName loopback() {
    return new GeneralName(GeneralName.iPAddress, "127.0.0.1");
  }

  public static GeneralName host(String name) {
    return new GeneralName(GeneralName.dNSName, name);
  }

  private SSLContext server(GeneralName name, Instant end, X509Certificate... strangers)
      throws Exception {
    KeyPair key = newKey();
    X509Certificate certificate =
        sign(new X500Name("CN=Test server"), key, new GeneralNames(name), end);
    // Of the kinds of stores the one that does not mind strangers.
    KeyStore store = KeyStore.getInstance("JKS");
    store.load(null, null);
    store.setKeyEntry(
        "server",
        key.getPrivate(),
        NO_PASSWORD,
        Stream.concat(Stream.of(certificate, authority), Stream.of(strangers))
            .toArray(X509Certificate[]::new));
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, NO_PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }

  private X509Certificate sign(
      X500Name subject, KeyPair key, @Nullable GeneralNames names, Instant end) {
    try {
      X509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              AUTHORITY,
              BigInteger.valueOf(System.nanoTime()),
              Date.from(end.minus(Duration.ofDays(7))),
              Date.from(end),
              subject,
              key.getPublic());
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(names == null));
      if (names != null) {
        builder.addExtension(Extension.subjectAlternativeName, false, names);
      }
      return new JcaX509CertificateConverter()
          .getCertificate(
              builder.build(
                  new JcaContentSignerBuilder("SHA256withECDSA").build(authorityKey.getPrivate())));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static KeyPair newKey() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(256);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static KeyStore emptyStore() throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }
}
