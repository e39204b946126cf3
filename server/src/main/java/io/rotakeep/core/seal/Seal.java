package io.rotakeep.core.seal;

import io.rotakeep.core.secret.SecretBytes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Yields the key that the root key is wrapped under. A seal made of a passphrase or of shares
 * derives it, a hardware token unwraps it; the parameters say from what. Keeps nothing that was
 * contributed.
 */
public interface Seal {

  SealKind kind();

  /**
   * A new key under new parameters. What opened the seal before goes on opening it.
   *
   * @param present under which the keys lie now; null for those of a new store
   * @throws io.rotakeep.core.InvalidFieldException if the wish cannot be met, naming its field
   * @throws UnsealFailedException if the key cannot be put where it belongs
   */
  FreshSeal make(SealWish wish, @Nullable SealParameters present);

  /** How many contributions open it; 0 if it needs nobody. */
  int needed(SealParameters parameters);

  /**
   * Whether a contribution can be one at all, beside those given before it. Says nothing about its
   * being right.
   *
   * @throws ContributionRefusedException if not; nothing is to be counted then
   */
  void check(SealParameters parameters, SecretBytes contribution, List<SecretBytes> before);

  /**
   * Each call gives a key of the caller's own to close. Whether it is the right one, what is
   * wrapped under it tells.
   *
   * @param contributions as many as needed, each checked
   * @throws UnsealFailedException if there is no key to be had
   */
  SecretBytes keyEncryptionKey(SealParameters parameters, List<SecretBytes> contributions);

  /** The sealed keys under these parameters are durable and no others are: the rest may go. */
  void inForce(SealParameters parameters);
}
