package io.rotakeep.cli.text;

import java.lang.Character.UnicodeScript;
import java.util.EnumSet;
import java.util.Set;

/** How many columns of a terminal text takes: wide characters two, combining ones none. */
public final class DisplayWidth {
  private static final Set<UnicodeScript> WIDE_SCRIPTS =
      EnumSet.of(
          UnicodeScript.HAN,
          UnicodeScript.HIRAGANA,
          UnicodeScript.KATAKANA,
          UnicodeScript.HANGUL,
          UnicodeScript.BOPOMOFO,
          UnicodeScript.YI);

  private DisplayWidth() {}

  public static int of(String text) {
    return text.codePoints().map(DisplayWidth::of).sum();
  }

  private static int of(int c) {
    if (c < 0x300) {
      return Character.isISOControl(c) ? 0 : 1;
    }
    return switch (Character.getType(c)) {
      case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.FORMAT -> 0;
      default -> isWide(c) ? 2 : 1;
    };
  }

  private static boolean isWide(int c) {
    boolean halfWidthForm = c >= 0xFF61 && c <= 0xFFDC;
    boolean fullWidthForm = (c >= 0xFF01 && c <= 0xFF60) || (c >= 0xFFE0 && c <= 0xFFE6);
    boolean cjkPunctuation = c >= 0x3000 && c <= 0x303E;
    return fullWidthForm
        || cjkPunctuation
        || Character.isEmojiPresentation(c)
        || (!halfWidthForm && WIDE_SCRIPTS.contains(UnicodeScript.of(c)));
  }

  /** The text if it fits, else as much of its beginning as fits together with the ellipsis. */
  public static String cut(String text, int columns, String ellipsis) {
    if (of(text) <= columns) {
      return text;
    }
    int left = columns - of(ellipsis);
    var kept = new StringBuilder();
    for (int c : text.codePoints().toArray()) {
      left -= of(c);
      if (left < 0) {
        break;
      }
      kept.appendCodePoint(c);
    }
    return kept.append(ellipsis).toString();
  }

  /** The text with blanks after it, so that it takes so many columns. */
  static String pad(String text, int columns) {
    return text + " ".repeat(Math.max(0, columns - of(text)));
  }
}
