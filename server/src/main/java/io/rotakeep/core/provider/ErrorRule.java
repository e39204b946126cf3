package io.rotakeep.core.provider;

import io.rotakeep.core.InvalidFieldException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How to recognize one error of a token endpoint. Always by its code: a description alone may say
 * anything (RFC 6749 §5.2), so it only tells apart what one code stands for.
 *
 * @param code of the answer's {@code error}, compared without regard to case
 * @param status the HTTP status; null for every one from 200 to 499 but 401, which speaks of the
 *     client, and 429, which speaks for itself
 * @param text what the description must contain, compared without regard to case; null for any
 */
public record ErrorRule(
    String code, @Nullable Integer status, @Nullable String text, ErrorMeaning meaning) {
  private static final int LONGEST_CODE = 64;
  private static final int LONGEST_TEXT = 200;

  public ErrorRule {
    if (!isShort(code, LONGEST_CODE)) {
      throw new InvalidFieldException(
          "errors.code", "must be 1 to 64 printable ASCII characters, as answers' codes are");
    }
    if (status != null && (status < 200 || status > 599)) {
      throw new InvalidFieldException("errors.status", "must be an HTTP status from 200 to 599");
    }
    if (text != null && !isShort(text, LONGEST_TEXT)) {
      throw new InvalidFieldException(
          "errors.text", "must be 1 to 200 printable ASCII characters, as descriptions are read");
    }
  }

  boolean matches(int answered, String error, @Nullable String description) {
    return code.equalsIgnoreCase(error)
        && (status == null ? isUsual(answered) : status == answered)
        && (text == null || (description != null && lower(description).contains(lower(text))));
  }

  private static boolean isShort(String text, int longest) {
    return !text.isBlank()
        && text.length() <= longest
        && text.chars().allMatch(c -> c >= 0x20 && c <= 0x7e);
  }

  private static boolean isUsual(int answered) {
    return answered >= 200 && answered < 500 && answered != 401 && answered != 429;
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
