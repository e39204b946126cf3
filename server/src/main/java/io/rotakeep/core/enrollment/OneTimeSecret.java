package io.rotakeep.core.enrollment;

import io.rotakeep.core.BugException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/**
 * States, tickets and browser cookies: 256 random bits each, of which only the hash is kept. A look
 * into the store therefore lets nobody go on with another's authorization, and looking a hash up
 * leaks nothing by its timing.
 */
public final class OneTimeSecret {
  private static final int OCTETS = 32;
  private static final int TEXT = 43;

  private OneTimeSecret() {}

  public static String create(SecureRandom random) {
    byte[] octets = new byte[OCTETS];
    random.nextBytes(octets);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(octets);
  }

  /** Whether the text has the form of one; anything else need not be looked up. */
  public static boolean isWellFormed(String text) {
    return text.length() == TEXT
        && text.chars()
            .allMatch(
                c ->
                    (c >= 'A' && c <= 'Z')
                        || (c >= 'a' && c <= 'z')
                        || (c >= '0' && c <= '9')
                        || c == '-'
                        || c == '_');
  }

  public static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new BugException("every JDK has SHA-256", e);
    }
  }
}
