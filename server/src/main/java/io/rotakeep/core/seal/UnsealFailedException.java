package io.rotakeep.core.seal;

/** Initializing or unsealing did not succeed; the message is fit for operators. */
public final class UnsealFailedException extends RuntimeException {
  public UnsealFailedException(String message) {
    super(message);
  }

  public UnsealFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
