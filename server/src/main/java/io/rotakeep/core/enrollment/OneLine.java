package io.rotakeep.core.enrollment;

import io.rotakeep.core.InvalidFieldException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The rule of names that are passed on as they are: short, and nothing in them that steers. */
final class OneLine {
  private static final int LONGEST = 255;

  private OneLine() {}

  /**
   * @param text null if it was left out
   */
  static void check(String field, @Nullable String text) {
    if (text != null
        && (text.getBytes(StandardCharsets.UTF_8).length > LONGEST
            || text.codePoints().anyMatch(Character::isISOControl))) {
      throw new InvalidFieldException(
          field, "must be " + LONGEST + " bytes at the most, without control characters");
    }
  }
}
