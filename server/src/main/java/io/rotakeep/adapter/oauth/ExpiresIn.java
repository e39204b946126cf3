package io.rotakeep.adapter.oauth;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a number of seconds as servers write it: a number, or a number in quotes. */
final class ExpiresIn {
  private static final Pattern NUMBER =
      Pattern.compile("-?[0-9]{1,32}(\\.[0-9]{1,32})?([eE][+-]?[0-9]{1,4})?");

  private ExpiresIn() {}

  /** Whole seconds, rounded down, the nearest long if it is out of range; null if no number. */
  static @Nullable Long seconds(@Nullable String text) {
    if (text == null || !NUMBER.matcher(text).matches()) {
      return null;
    }
    return (long) Math.floor(Double.parseDouble(text));
  }
}
