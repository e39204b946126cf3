package io.rotakeep.cli.providerfile;

import org.jspecify.annotations.Nullable;

/** A provider file that does not hold what it should; the message names file, line, column, key. */
public final class ProviderFileException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private ProviderFileException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  static ProviderFileException of(String file, String message, @Nullable Throwable cause) {
    return new ProviderFileException(file + ": " + message, cause);
  }

  static ProviderFileException at(String file, Place place, String key, String rule) {
    var subject = key.isEmpty() ? "" : key + ": ";
    return new ProviderFileException(file + ":" + place + ": " + subject + rule, null);
  }
}
