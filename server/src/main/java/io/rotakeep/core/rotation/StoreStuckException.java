package io.rotakeep.core.rotation;

/** Something of the store waits for what will not come: only a new process helps. */
public final class StoreStuckException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public StoreStuckException(String message) {
    super(message);
  }
}
