package io.rotakeep.core.notice;

import io.rotakeep.core.InvalidFieldException;
import io.rotakeep.core.secret.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/** The key of a webhook as Standard Webhooks writes it. */
public final class WebhookKey {
  private static final byte[] PREFIX = "whsec_".getBytes(StandardCharsets.US_ASCII);
  private static final int SHORTEST = 24;
  private static final int LONGEST = 64;

  private WebhookKey() {}

  /**
   * Its bytes, which the caller closes.
   *
   * @throws InvalidFieldException if the text is none; it tells nothing of the text
   */
  public static SecretBytes read(SecretBytes written) {
    SecretBytes key = SecretBytes.owning(written.read(WebhookKey::decode));
    if (key.length() < SHORTEST || key.length() > LONGEST) {
      key.close();
      throw refused();
    }
    return key;
  }

  private static byte[] decode(byte[] text) {
    if (text.length < PREFIX.length
        || !Arrays.equals(text, 0, PREFIX.length, PREFIX, 0, PREFIX.length)) {
      throw refused();
    }
    byte[] rest = Arrays.copyOfRange(text, PREFIX.length, text.length);
    try {
      return Base64.getDecoder().decode(rest);
    } catch (IllegalArgumentException _) {
      throw refused();
    } finally {
      Arrays.fill(rest, (byte) 0);
    }
  }

  private static InvalidFieldException refused() {
    return new InvalidFieldException(
        "secret",
        "must lead to whsec_ and 24 to 64 bytes in Base64; make one: echo whsec_$(openssl rand"
            + " -base64 32)");
  }
}
