package io.rotakeep.core.connection;

/**
 * The store could not be asked, or a change could not be made durable. Nothing is known to be lost.
 */
public final class StoreUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public StoreUnavailableException(String message) {
    super(message);
  }

  public StoreUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
