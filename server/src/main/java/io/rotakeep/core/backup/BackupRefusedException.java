package io.rotakeep.core.backup;

/** A file is no backup, or not a whole one; the message is one line that says why and the mend. */
public final class BackupRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public BackupRefusedException(String message) {
    super(message);
  }
}
