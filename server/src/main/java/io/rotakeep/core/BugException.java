package io.rotakeep.core;

/** Something happened that cannot happen unless this program is wrong; never an outside fault. */
public final class BugException extends RuntimeException {
  public BugException(String message) {
    super(message);
  }

  public BugException(String message, Throwable cause) {
    super(message, cause);
  }
}
