package io.rotakeep.adapter.audit;

import io.rotakeep.adapter.audit.AuditReport.Break;
import io.rotakeep.adapter.audit.AuditReport.Notice;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks one file up to its first break. */
final class FileCheck {
  private final Path file;
  private final SegmentKeys keys;
  private final Set<String> heads;
  private final List<SegmentCheck> segments = new ArrayList<>();
  private final Listed<Notice> notices = new Listed<>();
  private @Nullable Break broken;
  private long records;
  private long number;

  /**
   * @param heads hashes of control lines that may be asked for afterwards
   */
  FileCheck(Path file, SegmentKeys keys, Set<String> heads) {
    this.file = file;
    this.keys = keys;
    this.heads = heads;
  }

  void run() throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      LineReader lines = new LineReader(in);
      while (broken == null && lines.next()) {
        number++;
        take(lines);
      }
    } finally {
      if (!segments.isEmpty()) {
        segments.getLast().close();
      }
    }
    if (broken == null) {
      end();
    }
  }

  List<SegmentCheck> segments() {
    return segments;
  }

  Listed<Notice> notices() {
    return notices;
  }

  @Nullable Break broken() {
    return broken;
  }

  long records() {
    return records;
  }

  long lines() {
    return number;
  }

  private void take(LineReader lines) {
    byte[] bytes = lines.bytes();
    ChainedLine line = lines.isWhole() ? ChainedLine.read(bytes, lines.length()) : null;
    SegmentCheck segment = segments.isEmpty() ? null : segments.getLast();
    if (line != null && line.isControl()) {
      Map<String, String> fields = LineFields.read(bytes, 0, lines.length());
      if (fields == null) {
        fail("is not JSON");
      } else if (Segment.BEGUN.equals(fields.get("action"))) {
        begin(bytes, line, fields, segment);
      } else if (segment == null) {
        fail("is of a segment whose first line is not there");
      } else {
        fail(segment.wrongControl(bytes, line, fields));
      }
    } else if (segment == null) {
      fail(
          line == null
              ? "is no line of an audit that is chained"
              : "is of a segment whose first line is not there");
    } else if (line == null) {
      stray(lines, segment);
    } else {
      fail(segment.wrongRecord(bytes, lines.length(), line));
      records += broken == null ? 1 : 0;
    }
  }

  private void stray(LineReader lines, SegmentCheck segment) {
    if (segment.hasEnded() && lines.isWhole()) {
      fail("comes after the segment's last line, and is no line of an audit");
      return;
    }
    segment.stray(lines.bytes(), lines.length(), lines.isWhole(), number);
    notices.add(
        new Notice(
            file,
            number,
            lines.isWhole()
                ? "is no line of an audit, as a write that was cut short leaves one; it was there"
                    + " when the next head was written"
                : "has no end, as a crash leaves one; it does not count"));
  }

  private void begin(
      byte[] bytes, ChainedLine line, Map<String, String> fields, @Nullable SegmentCheck before) {
    if (before != null) {
      fail(Links.wrong(before, fields));
    }
    // Whoever made the line up shall not make us count to the key that it names.
    fail(new ChainCheck(new byte[Chain.HASH], null).wrong(bytes, line));
    String id = fields.getOrDefault("segment", "");
    fail(wrongName(SegmentId.parse(id), before));
    if (broken != null) {
      return;
    }
    if (before != null) {
      before.close();
    }
    SegmentCheck begun = new SegmentCheck(file, number, fields, keys.of(id), heads);
    segments.add(begun);
    fail(begun.wrongControl(bytes, line, fields));
  }

  private static @Nullable String wrongName(@Nullable SegmentId id, @Nullable SegmentCheck before) {
    if (id == null) {
      return "begins a segment of a name that no daemon gives: a run's 16 digits, a point, and 1 to"
          + " "
          + SegmentId.MOST;
    }
    return before == null || id.isFirst()
        ? null
        : "begins segment %d of a run within a file, where only a run's first can begin"
            .formatted(id.number());
  }

  private void end() {
    if (segments.isEmpty()) {
      number = Math.max(1, number);
      fail("is missing: the file holds no audit");
    }
  }

  private void fail(@Nullable String what) {
    if (what != null && broken == null) {
      broken = new Break(file, number, what);
    }
  }
}
