package io.rotakeep.adapter.oauth;

import org.jspecify.annotations.Nullable;

/** Makes a foreign error code or description harmless: short, printable, one line. */
final class RefusalText {
  /** For a refusal whose code cannot be read. */
  static final String UNNAMED = "unnamed_error";

  private static final int LONGEST_CODE = 64;
  private static final int LONGEST_DESCRIPTION = 512;

  private RefusalText() {}

  /** Null for an empty code: some servers send one beside a success. */
  static @Nullable String code(String text) {
    return text.isEmpty() ? null : printable(text, LONGEST_CODE);
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
