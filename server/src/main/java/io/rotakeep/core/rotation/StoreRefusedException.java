package io.rotakeep.core.rotation;

/** The daemon does not start on this store; the message is one line that says why and the mend. */
public final class StoreRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public StoreRefusedException(String message) {
    super(message);
  }
}
