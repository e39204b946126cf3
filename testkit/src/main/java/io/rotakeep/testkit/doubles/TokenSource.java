package io.rotakeep.testkit.doubles;

import java.security.SecureRandom;
import java.util.Base64;

/** Unguessable values; the prefix tells a reader of a failed test what they are. */
final class TokenSource {
  private final SecureRandom random = new SecureRandom();

  String next(String prefix) {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    return prefix + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
