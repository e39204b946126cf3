package io.rotakeep.core.oauth;

import io.rotakeep.core.BugException;
import io.rotakeep.core.secret.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;

/**
 * Proof Key for Code Exchange, S256 only: there is no other method to fall back to (RFC 7636, RFC
 * 9700 §2.1.1).
 */
public final class Pkce {
  public static final String METHOD = "S256";
  private static final int VERIFIER_OCTETS = 32;

  private Pkce() {}

  /** A verifier of 43 characters from 32 random octets (RFC 7636 §4.1). */
  public static SecretBytes newVerifier(SecureRandom random) {
    byte[] octets = new byte[VERIFIER_OCTETS];
    random.nextBytes(octets);
    try {
      return SecretBytes.owning(Base64.getUrlEncoder().withoutPadding().encode(octets));
    } finally {
      Arrays.fill(octets, (byte) 0);
    }
  }

  /** BASE64URL(SHA256(ASCII(verifier))) without padding (RFC 7636 §4.2). */
  public static String challenge(SecretBytes verifier) {
    byte[] digest = verifier.read(Pkce::sha256);
    return new String(
        Base64.getUrlEncoder().withoutPadding().encode(digest), StandardCharsets.US_ASCII);
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new BugException("every JDK has SHA-256", e);
    }
  }
}
