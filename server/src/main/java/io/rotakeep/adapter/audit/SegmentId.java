package io.rotakeep.adapter.audit;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Names a segment: the run it is of, and its number in it, from 1 to {@value #MOST}. No run comes
 * as far; without a limit who makes up a line could have us count to its key for ever.
 */
record SegmentId(String run, int number) {
  static final int MOST = 999_999;

  private static final Pattern FORM = Pattern.compile("([0-9a-f]{16})\\.([1-9]\\d{0,5})");

  /** Null if no run names a segment like this. */
  static @Nullable SegmentId parse(String text) {
    Matcher form = FORM.matcher(text);
    return form.matches() ? new SegmentId(form.group(1), Integer.parseInt(form.group(2))) : null;
  }

  /**
   * A run's first goes on in a file that is there; each of its later ones has a file of its own.
   */
  boolean isFirst() {
    return number == 1;
  }
}
