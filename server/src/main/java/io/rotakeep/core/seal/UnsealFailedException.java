package io.rotakeep.core.seal;

import org.jspecify.annotations.Nullable;

/**
 * Initializing or unsealing did not succeed. The message is for the daemon's own machine, where it
 * starts and logs: it may name files. What callers hear of it is {@link #told}.
 */
public final class UnsealFailedException extends RuntimeException {
  /** Of whatever kind the seal is, and whoever asks: nobody learns more of a wrong key. */
  static final String WRONG_KEY = "the seal's key does not open the sealed keys";

  private final String told;

  public UnsealFailedException(String message) {
    super(message);
    this.told = message;
  }

  public UnsealFailedException(String message, Throwable cause) {
    super(message, cause);
    this.told = message;
  }

  /**
   * @param told names no file
   * @param detail follows it in the message
   */
  public UnsealFailedException(String told, String detail, @Nullable Throwable cause) {
    super(told + ": " + detail, cause);
    this.told = told;
  }

  /** A seal that needs nobody, and has another key than the one that is needed. */
  public static UnsealFailedException wrongKey(String detail) {
    return new UnsealFailedException(WRONG_KEY, detail, null);
  }

  public String told() {
    return told;
  }
}
