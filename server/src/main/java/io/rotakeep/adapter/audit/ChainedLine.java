package io.rotakeep.adapter.audit;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A line as {@link Chain} ends it, taken apart by its end; what is before that may be anything.
 *
 * @param chain its name
 * @param body how many bytes are hashed, with the place as the last
 * @param mac null if it has none
 */
record ChainedLine(String chain, long sequence, int body, @Nullable String mac, String hash) {
  private static final Pattern END =
      Pattern.compile(
          ",\"chain\":\"(c|0|[1-9]\\d{0,2})/([1-9]\\d{0,17})\""
              + "(?:,\"mac\":\"([A-Za-z0-9_-]{22})\")?,\"hash\":\"([A-Za-z0-9_-]{43})\"}\\z");

  /** The end of a line is no longer than this. */
  private static final int LONGEST_END = 160;

  boolean isControl() {
    return chain.equals(Segment.CONTROL);
  }

  /** Null if the line does not end like one of a chain, or is not ASCII there. */
  static @Nullable ChainedLine read(byte[] line, int length) {
    int from = Math.max(0, length - LONGEST_END);
    String end = new String(line, from, length - from, StandardCharsets.ISO_8859_1);
    Matcher match = END.matcher(end);
    if (!match.find()) {
      return null;
    }
    int macAt = match.start(3) < 0 ? match.start(4) : match.start(3);
    int body = macAt - (match.start(3) < 0 ? "\",\"hash\":\"" : "\",\"mac\":\"").length();
    return new ChainedLine(
        match.group(1),
        Long.parseLong(match.group(2)),
        from + body,
        match.group(3),
        match.group(4));
  }
}
