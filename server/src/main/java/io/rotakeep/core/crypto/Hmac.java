package io.rotakeep.core.crypto;

import io.rotakeep.core.BugException;
import io.rotakeep.core.secret.SecretBytes;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;

/** HMAC-SHA256 that leaves nothing of its key behind. */
final class Hmac {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int KEY_LENGTH = 32;

  private Hmac() {}

  static byte[] sha256(SecretBytes key, byte[] data) {
    try (SecretBytes blank = SecretBytes.owning(new byte[KEY_LENGTH])) {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new EphemeralKey(key, ALGORITHM));
      byte[] digest = mac.doFinal(data);
      // A Mac holds its key, lightly masked, in its two pads until it is collected. A second key
      // overwrites the pads in place, and a digest overwrites the block that was hashed from them.
      mac.init(new EphemeralKey(blank, ALGORITHM));
      mac.doFinal();
      return digest;
    } catch (GeneralSecurityException e) {
      throw new BugException("every JDK has HMAC-SHA256", e);
    }
  }
}
