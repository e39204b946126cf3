package io.rotakeep.core.crypto;

/** Stored bytes do not authenticate: damaged, forged, or moved from another place. */
public class IntegrityException extends RuntimeException {
  public IntegrityException(String message) {
    super(message);
  }
}
