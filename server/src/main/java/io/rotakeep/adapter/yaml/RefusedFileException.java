package io.rotakeep.adapter.yaml;

import org.jspecify.annotations.Nullable;

/**
 * A settings file that does not hold what it should. The message is one line: file, line, column,
 * key, the rule and the mend, never a value that may be secret.
 */
public final class RefusedFileException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private RefusedFileException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** About the file as a whole. */
  public static RefusedFileException of(String file, String rule, @Nullable Throwable cause) {
    return new RefusedFileException(file + ": " + rule, cause);
  }

  /**
   * About one place in it.
   *
   * @param key empty if it is about no key
   */
  public static RefusedFileException at(String file, Place place, String key, String rule) {
    String subject = key.isEmpty() ? "" : key + ": ";
    return new RefusedFileException(file + ":" + place + ": " + subject + rule, null);
  }
}
