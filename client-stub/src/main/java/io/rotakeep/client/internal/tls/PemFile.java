package io.rotakeep.client.internal.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file of PEM blocks.
 *
 * @param what names the setting in errors
 */
record PemFile(String what, Path path) {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]+)-----END \\1-----");
  private static final List<String> KEY_ALGORITHMS = List.of("EC", "RSA", "EdDSA");

  List<X509Certificate> certificates() {
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      List<X509Certificate> found = new ArrayList<>();
      for (byte[] der : blocks("CERTIFICATE")) {
        var certificate = factory.generateCertificate(new ByteArrayInputStream(der));
        found.add((X509Certificate) certificate);
      }
      return List.copyOf(found);
    } catch (CertificateException e) {
      throw new IllegalArgumentException(
          "%s: %s holds a certificate that cannot be read".formatted(what, path), e);
    }
  }

  PrivateKey privateKey() {
    PKCS8EncodedKeySpec encoded = new PKCS8EncodedKeySpec(blocks("PRIVATE KEY").get(0));
    for (String algorithm : KEY_ALGORITHMS) {
      Optional<PrivateKey> key = decoded(encoded, algorithm);
      if (key.isPresent()) {
        return key.get();
      }
    }
    throw new IllegalArgumentException(
        "%s: %s must hold an EC, RSA or Ed25519 key as PKCS #8".formatted(what, path));
  }

  private static Optional<PrivateKey> decoded(PKCS8EncodedKeySpec encoded, String algorithm) {
    try {
      return Optional.of(KeyFactory.getInstance(algorithm).generatePrivate(encoded));
    } catch (GeneralSecurityException another) {
      return Optional.empty();
    }
  }

  /** At least one. */
  private List<byte[]> blocks(String label) {
    List<byte[]> found = new ArrayList<>();
    Matcher block = BLOCK.matcher(text());
    while (block.find()) {
      if (block.group(1).equals(label)) {
        found.add(Base64.getMimeDecoder().decode(block.group(2)));
      }
    }
    if (found.isEmpty()) {
      throw new IllegalArgumentException(
          "%s: %s holds no PEM block \"%s\"".formatted(what, path, label));
    }
    return found;
  }

  private String text() {
    try {
      return Files.readString(path, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new IllegalArgumentException("%s: cannot read %s".formatted(what, path), e);
    }
  }
}
