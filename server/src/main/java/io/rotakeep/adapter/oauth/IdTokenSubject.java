package io.rotakeep.adapter.oauth;

import io.rotakeep.core.secret.SecretBytes;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code sub} out of an ID token. The signature is not checked: the token came straight from
 * the token endpoint over TLS, which stands in for it (OpenID Connect Core §3.1.3.7 item 6).
 */
final class IdTokenSubject {
  private IdTokenSubject() {}

  /** Null if the bytes are no JWT, or it names no subject. */
  static @Nullable String read(SecretBytes idToken) {
    return idToken.<@Nullable String>read(IdTokenSubject::read);
  }

  private static @Nullable String read(byte[] jwt) {
    int start = indexOfDot(jwt, 0) + 1;
    int end = indexOfDot(jwt, start);
    if (start == 0 || end == -1) {
      return null;
    }
    byte[] segment = Arrays.copyOfRange(jwt, start, end);
    byte[] claims = new byte[0];
    try {
      claims = Base64.getUrlDecoder().decode(segment);
      return SubjectClaim.read(claims);
    } catch (IllegalArgumentException _) {
      return null;
    } finally {
      Arrays.fill(segment, (byte) 0);
      Arrays.fill(claims, (byte) 0);
    }
  }

  private static int indexOfDot(byte[] bytes, int from) {
    for (int i = from; i < bytes.length; i++) {
      if (bytes[i] == '.') {
        return i;
      }
    }
    return -1;
  }
}
