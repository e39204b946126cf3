package io.rotakeep.adapter.notify;

import io.rotakeep.core.BugException;
import io.rotakeep.core.secret.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The symmetric signature of Standard Webhooks 1.0.0. */
final class WebhookSignature {
  private static final String ALGORITHM = "HmacSHA256";

  private WebhookSignature() {}

  /**
   * @param timestamp seconds since 1970
   */
  static String of(SecretBytes key, String id, long timestamp, byte[] body) {
    byte[] head = (id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8);
    byte[] signature =
        key.read(
            bytes -> {
              try {
                Mac mac = Mac.getInstance(ALGORITHM);
                mac.init(new SecretKeySpec(bytes, ALGORITHM));
                mac.update(head);
                return mac.doFinal(body);
              } catch (GeneralSecurityException e) {
                throw new BugException("every JDK has " + ALGORITHM, e);
              }
            });
    return "v1," + Base64.getEncoder().encodeToString(signature);
  }
}
