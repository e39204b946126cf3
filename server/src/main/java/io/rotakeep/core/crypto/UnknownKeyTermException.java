package io.rotakeep.core.crypto;

/**
 * The envelope names a key term that this keyring does not hold: either the term's bytes are
 * damaged, or another node has added a term, which a keyring loaded anew would show.
 */
public final class UnknownKeyTermException extends IntegrityException {
  public UnknownKeyTermException(String message) {
    super(message);
  }
}
