package io.rotakeep.adapter.file;

import java.io.IOException;

/** A file or directory is not as it must be; the message names it, the rule and the mend. */
public final class UnusableFileException extends RuntimeException {
  public UnusableFileException(String message) {
    super(message);
  }

  public UnusableFileException(String message, Throwable cause) {
    super(message, cause);
  }

  /** What an exception says and what it is: many say a path, and nothing of what is wrong. */
  static String reason(IOException e) {
    String what = e.getClass().getSimpleName().replace("Exception", "");
    return e.getMessage() == null ? what : what + ": " + e.getMessage();
  }
}
