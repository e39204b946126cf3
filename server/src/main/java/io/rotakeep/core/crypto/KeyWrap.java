package io.rotakeep.core.crypto;

import io.rotakeep.core.secret.SecretBytes;
import java.nio.ByteBuffer;
import java.security.SecureRandom;

/**
 * Encrypts keys under keys: the root key under a KEK, the keyring under the root key.
 *
 * <p>A wrapped key is {@code version(1) algorithm(1)} and a box of {@link CommittingAead}. The
 * commitment matters most here: a KEK may come from a passphrase, and without it one forged blob
 * could test many guesses at once. Thread-safe.
 */
public final class KeyWrap {
  private static final byte VERSION = 1;
  private static final byte AES_256_GCM_HKDF_SHA256 = 1;

  private final CommittingAead aead;

  public KeyWrap(SecureRandom random) {
    this.aead = new CommittingAead(random);
  }

  /** {@code context} is authenticated with the key, and must be the same at {@link #unwrap}. */
  public byte[] wrap(SecretBytes wrappingKey, SecretBytes key, String purpose, byte[] context) {
    byte[] box = aead.encrypt(wrappingKey, bind(purpose, context), key);
    return ByteBuffer.allocate(2 + box.length)
        .put(VERSION)
        .put(AES_256_GCM_HKDF_SHA256)
        .put(box)
        .array();
  }

  /**
   * @throws IntegrityException if another key wrapped it, for another purpose or context, or if it
   *     is damaged; which of these, nobody learns
   */
  public SecretBytes unwrap(
      SecretBytes wrappingKey, byte[] wrapped, String purpose, byte[] context) {
    ByteBuffer in = ByteBuffer.wrap(wrapped);
    if (wrapped.length < 2 || in.get() != VERSION || in.get() != AES_256_GCM_HKDF_SHA256) {
      throw new IntegrityException("the " + purpose + " does not unwrap");
    }
    return aead.decrypt(wrappingKey, bind(purpose, context), in)
        .orElseThrow(() -> new IntegrityException("the " + purpose + " does not unwrap"));
  }

  private static CommittingAead.Binding bind(String purpose, byte[] context) {
    LengthPrefixed info = new LengthPrefixed().add("rotakeep/wrap/1").add(purpose);
    LengthPrefixed aad =
        new LengthPrefixed().add(VERSION).add(AES_256_GCM_HKDF_SHA256).add(purpose).add(context);
    return new CommittingAead.Binding(info, aad);
  }
}
