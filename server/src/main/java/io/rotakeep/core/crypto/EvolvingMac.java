package io.rotakeep.core.crypto;

import io.rotakeep.core.BugException;
import io.rotakeep.core.secret.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;

/**
 * Authenticates one message after the other, each under the key that follows from the one before by
 * HKDF-Expand (RFC 5869) and cannot be turned back: who learns a key can forge what comes, and not
 * what was. Not thread-safe.
 *
 * <p>The keyed {@link Mac} is kept, unlike elsewhere: it holds the present key only, since keying
 * it anew writes over its pads. Messages are longer than the label, so no tag is ever a key.
 */
public final class EvolvingMac implements AutoCloseable {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int KEY = 32;

  /** HKDF's info, and the number of its first block. */
  private static final byte[] NEXT = "next\u0001".getBytes(StandardCharsets.US_ASCII);

  private final Mac mac;

  /** {@code first} remains the caller's to close. */
  public EvolvingMac(SecretBytes first) {
    try {
      mac = Mac.getInstance(ALGORITHM);
      mac.init(new EphemeralKey(first, ALGORITHM));
    } catch (GeneralSecurityException e) {
      throw new BugException("every JDK has HMAC-SHA256", e);
    }
  }

  /** The tag of a message under the present key, which stays. */
  public byte[] tag(byte[] message) {
    if (message.length < KEY) {
      throw new BugException("a message that is taken for a label would give a key away");
    }
    return mac.doFinal(message);
  }

  /** Goes on to the next key; the present one is gone. */
  public void evolve() {
    byte[] next = mac.doFinal(NEXT);
    try (SecretBytes key = SecretBytes.owning(next)) {
      key(key);
    }
  }

  /** Wipes the key. */
  @Override
  public void close() {
    byte[] blank = new byte[KEY];
    Arrays.fill(blank, (byte) 0);
    try (SecretBytes key = SecretBytes.owning(blank)) {
      key(key);
    }
    mac.doFinal();
  }

  private void key(SecretBytes key) {
    try {
      mac.init(new EphemeralKey(key, ALGORITHM));
    } catch (GeneralSecurityException e) {
      throw new BugException("every JDK takes a key of 32 bytes", e);
    }
  }
}
