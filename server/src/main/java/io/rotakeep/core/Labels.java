package io.rotakeep.core;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Pattern;

/** The rules of labels, which selectors and dashboards rely on. */
public final class Labels {
  private static final int MOST = 32;
  private static final int LONGEST_VALUE = 255;

  /** Of a key. */
  public static final Pattern KEY = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");

  private Labels() {}

  /**
   * @throws InvalidFieldException naming the rule that is broken
   */
  public static void check(Map<String, String> labels) {
    check("labels", labels);
  }

  /**
   * @throws InvalidFieldException naming {@code field} and the rule that is broken
   */
  public static void check(String field, Map<String, String> labels) {
    if (labels.size() > MOST) {
      throw new InvalidFieldException(field, "may be " + MOST + " at the most");
    }
    labels.forEach(
        (key, value) -> {
          if (!KEY.matcher(key).matches()) {
            throw new InvalidFieldException(
                field, "keys must be 1 to 63 characters of a-z 0-9 . _ - in lower case");
          }
          if (value.getBytes(StandardCharsets.UTF_8).length > LONGEST_VALUE
              || value.codePoints().anyMatch(Character::isISOControl)) {
            throw new InvalidFieldException(
                field, "values must be 255 bytes at the most, without control characters");
          }
        });
  }
}
