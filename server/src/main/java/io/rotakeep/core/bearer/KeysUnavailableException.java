package io.rotakeep.core.bearer;

/** An issuer's keys cannot be had now; the message says why, in words for the log. */
public final class KeysUnavailableException extends Exception {
  private static final long serialVersionUID = 1L;

  public KeysUnavailableException(String why) {
    super(why);
  }
}
