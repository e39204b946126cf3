package io.rotakeep.adapter.yaml;

import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A settings file that does not hold what it should. The message is one line: file, line, column,
 * key, the rule and the mend, never a value that may be secret.
 */
public final class RefusedFileException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Of a message. Longer ones come of keys that nobody would write. */
  private static final int LONGEST = 2000;

  private RefusedFileException(String message, @Nullable Throwable cause) {
    super(inOneLine(message), cause);
  }

  /** A key may be called anything: what would move a terminal's cursor is written out. */
  private static String inOneLine(String message) {
    StringBuilder line = new StringBuilder();
    message
        .codePoints()
        .limit(LONGEST)
        .forEach(
            c -> {
              switch (Character.getType(c)) {
                case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    line.append("\\u").append(HexFormat.of().toHexDigits((char) c));
                default -> line.appendCodePoint(c);
              }
            });
    return message.length() > LONGEST ? line.append("…").toString() : line.toString();
  }

  /** About the file as a whole. */
  public static RefusedFileException of(String file, String rule, @Nullable Throwable cause) {
    return new RefusedFileException(file + ": " + rule, cause);
  }

  /**
   * About one place in it.
   *
   * @param key empty if it is about no key
   */
  public static RefusedFileException at(String file, Place place, String key, String rule) {
    String subject = key.isEmpty() ? "" : key + ": ";
    return new RefusedFileException(file + ":" + place + ": " + subject + rule, null);
  }
}
