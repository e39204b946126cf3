package io.rotakeep.core.enrollment;

import io.rotakeep.core.InvalidFieldException;
import io.rotakeep.core.secret.SecretBytes;

/** What a refresh token may be made of: visible ASCII (RFC 6749 appendix A.17). */
final class RefreshTokenText {
  private static final int LONGEST = 8192;

  private RefreshTokenText() {}

  /**
   * @throws InvalidFieldException naming the field: anything else was not copied whole
   */
  static void check(String field, SecretBytes token) {
    boolean legal =
        !token.isEmpty()
            && token.length() <= LONGEST
            && token.read(
                bytes -> {
                  for (byte b : bytes) {
                    if (b < 0x21 || b > 0x7e) {
                      return false;
                    }
                  }
                  return true;
                });
    if (!legal) {
      throw new InvalidFieldException(
          field, "must be 1 to 8192 visible ASCII characters; check for a line break at its end");
    }
  }
}
