package io.rotakeep.core.seal;

import io.rotakeep.core.secret.SecretBytes;
import org.jspecify.annotations.Nullable;

/**
 * What a seal that is made now shall be like.
 *
 * @param shares how many, for {@link SealKind#SHAMIR}; else 0
 * @param threshold how many of them open it; else 0
 * @param passphrase for {@link SealKind#PASSPHRASE}, the caller's to close; else null
 */
public record SealWish(SealKind kind, int shares, int threshold, @Nullable SecretBytes passphrase) {

  /** Of a kind that needs nothing more. */
  public static SealWish of(SealKind kind) {
    return new SealWish(kind, 0, 0, null);
  }
}
