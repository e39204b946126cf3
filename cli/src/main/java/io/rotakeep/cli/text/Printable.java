package io.rotakeep.cli.text;

import java.util.Locale;

/** Text that came from elsewhere, made safe for a terminal. */
public final class Printable {
  /** Part of how some languages are written, and of emoji. */
  private static final int ZERO_WIDTH_JOINER = 0x200D;

  private static final int ZERO_WIDTH_NON_JOINER = 0x200C;

  private Printable() {}

  /**
   * Puts {@code ?} for control characters and for invisible marks, by which foreign text could
   * command the terminal, or look like other text than it is.
   */
  public static String of(String text) {
    return text.codePoints()
        .map(c -> isHarmful(c) ? '?' : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  /** The same JSON, with escapes for what could command a terminal; line breaks stay. */
  static String inJson(String json) {
    var text = new StringBuilder();
    json.chars()
        .forEach(
            c -> {
              if (c != '\n' && isHarmful(c) && !Character.isSurrogate((char) c)) {
                text.append(String.format(Locale.ROOT, "\\u%04x", c));
              } else {
                text.append((char) c);
              }
            });
    return text.toString();
  }

  private static boolean isHarmful(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          true;
      case Character.FORMAT -> c != ZERO_WIDTH_JOINER && c != ZERO_WIDTH_NON_JOINER;
      default -> false;
    };
  }
}
