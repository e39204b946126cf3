package io.rotakeep.cli.text;

/** Text that came from elsewhere, made safe for a terminal. */
public final class Printable {
  private Printable() {}

  /** Puts {@code ?} for control characters, by which foreign text could command the terminal. */
  public static String of(String text) {
    return text.codePoints()
        .map(c -> Character.isISOControl(c) || isBidirectional(c) ? '?' : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  /** Marks that would show later text in another order than it has. */
  private static boolean isBidirectional(int c) {
    return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
  }
}
