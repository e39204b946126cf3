package io.rotakeep.adapter.oauth;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes a foreign error code or description harmless: short, printable, one line. */
final class RefusalText {
  /** For a refusal whose code cannot be read. */
  static final String UNNAMED = "unnamed_error";

  private static final int LONGEST_CODE = 64;

  /** {@code invalid}, {@code AADSTS7000215} or {@code 4702}. */
  private static final String WORD = "([A-Za-z]{1,24}[0-9]{0,8}|[0-9]{1,8})";

  /**
   * Words and short numbers, such as {@code invalid_grant} or {@code AADSTS 70008}; no letter right
   * behind a figure, as every random token of some length has it, and no number without end.
   */
  private static final Pattern CODE = Pattern.compile(WORD + "([ _.:/-]{1,2}" + WORD + ")*+");

  private static final int LONGEST_DESCRIPTION = 512;

  private RefusalText() {}

  /**
   * Null for an empty code: some servers send one beside a success. What does not look like a code
   * is not taken for one: codes are told, and a server may put into this member what it was asked
   * with, the refresh token among it.
   */
  static @Nullable String code(String text) {
    if (text.isEmpty()) {
      return null;
    }
    return text.length() <= LONGEST_CODE && CODE.matcher(text).matches() ? text : UNNAMED;
  }

  static @Nullable String description(@Nullable String text) {
    return text == null ? null : printable(text, LONGEST_DESCRIPTION);
  }

  private static String printable(String text, int longest) {
    StringBuilder kept = new StringBuilder();
    text.chars().limit(longest).forEach(c -> kept.append(c >= 0x20 && c <= 0x7e ? (char) c : '?'));
    return kept.toString();
  }
}
