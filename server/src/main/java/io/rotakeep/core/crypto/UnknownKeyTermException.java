package io.rotakeep.core.crypto;

/**
 * The envelope names a key term that this keyring does not hold: an older copy of the sealed keys
 * is in use than the one it was written with. No damage: with the newest sealed keys it decrypts.
 */
public final class UnknownKeyTermException extends RuntimeException {
  public UnknownKeyTermException(String message) {
    super(message);
  }
}
