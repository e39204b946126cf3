package io.rotakeep.core.rotation;

/** The journal or its witness cannot be written: full or failing disk, missing rights, closed. */
public final class JournalUnavailableException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public JournalUnavailableException(String message) {
    super(message);
  }

  public JournalUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
