package io.rotakeep.adapter.grpc;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * Keys from PEM files, by the JDK alone. Netty would ask Bouncy Castle first, and loading that
 * provider takes a third of a start: its jar is signed, so that no cache may keep its classes and
 * each is verified anew.
 */
final class PemFiles {
  private static final byte[] BEGIN = ascii("-----BEGIN PRIVATE KEY-----");
  private static final byte[] END = ascii("-----END PRIVATE KEY-----");

  private PemFiles() {}

  /**
   * The key, if it is in PKCS#8 and not encrypted.
   *
   * @param algorithm of the certificate's public key
   */
  static Optional<PrivateKey> pkcs8(Path file, String algorithm)
      throws IOException, GeneralSecurityException {
    byte[] pem = Files.readAllBytes(file);
    try {
      int begin = indexOf(pem, BEGIN, 0);
      int end = indexOf(pem, END, begin);
      return begin < 0 || end < 0
          ? Optional.empty()
          : Optional.of(key(Arrays.copyOfRange(pem, begin + BEGIN.length, end), algorithm));
    } finally {
      Arrays.fill(pem, (byte) 0);
    }
  }

  private static PrivateKey key(byte[] base64, String algorithm) throws GeneralSecurityException {
    byte[] encoded = Base64.getMimeDecoder().decode(base64);
    try {
      return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
    } finally {
      Arrays.fill(base64, (byte) 0);
      Arrays.fill(encoded, (byte) 0);
    }
  }

  /** Where the word begins in the text at or after a place; -1 if nowhere. */
  static int indexOf(byte[] text, byte[] word, int from) {
    for (int i = Math.max(from, 0); i <= text.length - word.length; i++) {
      if (Arrays.equals(text, i, i + word.length, word, 0, word.length)) {
        return i;
      }
    }
    return -1;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
