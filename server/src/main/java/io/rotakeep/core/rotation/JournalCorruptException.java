package io.rotakeep.core.rotation;

/**
 * The journal or its witness contradicts itself. The message is one line that names the file, the
 * place, the rule that is broken and the mend; nothing has been overwritten.
 */
public final class JournalCorruptException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public JournalCorruptException(String message) {
    super(message);
  }

  public JournalCorruptException(String message, Throwable cause) {
    super(message, cause);
  }
}
