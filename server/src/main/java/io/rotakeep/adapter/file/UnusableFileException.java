package io.rotakeep.adapter.file;

/** A file or directory is not as it must be; the message names it, the rule and the mend. */
public final class UnusableFileException extends RuntimeException {
  public UnusableFileException(String message) {
    super(message);
  }

  public UnusableFileException(String message, Throwable cause) {
    super(message, cause);
  }
}
