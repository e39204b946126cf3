package io.rotakeep.adapter.audit;

import io.rotakeep.core.audit.AuditTampering.Sign;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the control lines of a stretch of a file say, as far as no key is needed. */
final class ControlLines {
  private final String store;
  private final Map<String, Integer> tagged = new HashMap<>();
  private @Nullable Alarm alarm;

  /** A first line without a tag that says why the trail before it is not what it was. */
  record Alarm(long at, Sign sign) {}

  private ControlLines(String store) {
    this.store = store;
  }

  /**
   * Of the lines that begin there.
   *
   * @param store whose first lines count
   * @param to the first place beyond
   */
  static ControlLines of(Path file, String store, long from, long to) throws IOException {
    ControlLines found = new ControlLines(store);
    try (InputStream in = TrailFiles.open(file)) {
      in.skipNBytes(from);
      LineReader lines = new LineReader(in);
      long at = from;
      while (at < to && lines.next()) {
        ChainedLine line = lines.isWhole() ? ChainedLine.read(lines.bytes(), lines.length()) : null;
        if (line != null && line.isControl()) {
          found.take(at, lines, line);
        }
        at += lines.length() + (lines.isWhole() ? 1 : 0);
      }
    }
    return found;
  }

  private void take(long at, LineReader lines, ChainedLine line) {
    Map<String, String> fields = LineFields.read(lines.bytes(), 0, lines.length());
    if (fields == null) {
      return;
    }
    if (line.mac() != null) {
      tagged.merge(fields.getOrDefault("segment", ""), 1, Integer::sum);
    } else if (Segment.BEGUN.equals(fields.get("action"))
        && store.equals(fields.get("store"))
        && fields.containsKey("because")) {
      alarm = new Alarm(at, sign(fields.getOrDefault("because", "")));
    }
  }

  /**
   * Whether a head with a MAC was remembered of them. The first control line of a segment that has
   * a tag may be its last: a kill can come between it and the head. Before a second one there was a
   * head of the first.
   */
  boolean wereVouchedFor() {
    return tagged.values().stream().anyMatch(lines -> lines > 1);
  }

  /** The last one; null if there is none. */
  @Nullable Alarm alarm() {
    return alarm;
  }

  private static Sign sign(String because) {
    for (Sign sign : Sign.values()) {
      if (sign.name().equals(because)) {
        return sign;
      }
    }
    return Sign.HEAD_FORGED;
  }
}
