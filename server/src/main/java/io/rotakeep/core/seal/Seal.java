package io.rotakeep.core.seal;

import io.rotakeep.core.secret.SecretBytes;

/**
 * Yields the key that the root key is wrapped under. A seal made of a passphrase or of shares
 * derives it, a hardware token unwraps it; the parameters say from what.
 */
public interface Seal {

  /** Fresh ones, for a store that is initialized now. */
  SealParameters newParameters();

  /**
   * Each call gives a key of the caller's own to close.
   *
   * @throws UnsealFailedException if there is no key to be had, or the parameters are another
   *     seal's
   */
  SecretBytes keyEncryptionKey(SealParameters parameters);
}
