package io.rotakeep.adapter.audit;

import io.rotakeep.adapter.audit.AuditReport.Break;
import io.rotakeep.adapter.audit.AuditReport.Notice;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Whether segments go on from one another, within a file and from file to file. */
final class Links {
  private static final Pattern ORDINARY = Pattern.compile("[A-Za-z0-9_.-]{0,64}");

  private final List<SegmentCheck> segments;
  private final Listed<Break> breaks = new Listed<>();
  private final Listed<Notice> notices = new Listed<>();
  private final Map<String, SegmentCheck> byId = new HashMap<>();
  private final Map<String, SegmentCheck> followed = new HashMap<>();
  private boolean rooted;

  Links(List<SegmentCheck> segments) {
    this.segments = segments;
  }

  /** What is wrong with a first line behind that segment; null if nothing is. */
  static @Nullable String wrong(SegmentCheck before, Map<String, String> begun) {
    String because = begun.getOrDefault("because", "");
    if (!before.id().equals(begun.get("follows"))) {
      return "begins a segment that does not follow the one before it";
    }
    if (!because.isEmpty() && !because.startsWith("HEAD_")) {
      return "says that the trail before it was " + said(because);
    }
    if (!before.hash().equals(begun.get("last"))) {
      return "follows another last line than the segment before it has";
    }
    if (!before.tail().equals(begun.get("tail"))) {
      return "does not have the digest of what the segment before it ends with";
    }
    return because.isEmpty()
        ? null
        : "says that what was remembered of the trail was " + said(because);
  }

  /** Of all files together. */
  void check() {
    for (SegmentCheck segment : segments) {
      SegmentCheck twin = byId.putIfAbsent(segment.id(), segment);
      if (twin != null) {
        fail(segment, "begins a segment that is in " + twin.file() + " as well");
      }
    }
    segments.forEach(this::checkWhatItFollows);
  }

  private void checkWhatItFollows(SegmentCheck segment) {
    String follows = segment.begun("follows");
    SegmentCheck before = byId.get(follows);
    SegmentCheck rival = follows.isEmpty() ? null : followed.putIfAbsent(follows, segment);
    if (rival != null) {
      fail(segment, "follows the segment that " + rival.file() + " follows too");
    } else if (before == null) {
      root(segment, follows);
    } else if (segment.isFirstOfFile() || !before.file().equals(segment.file())) {
      // Within a file it was checked on the way.
      fail(segment, wrong(before, segment.fields()));
    }
  }

  Listed<Break> breaks() {
    return breaks;
  }

  Listed<Notice> notices() {
    return notices;
  }

  /** Segments that are followed by none of the files' others. */
  List<SegmentCheck> ends() {
    return segments.stream().filter(segment -> !followed.containsKey(segment.id())).toList();
  }

  /** Only the oldest segment may follow one that is not among the files. */
  private void root(SegmentCheck segment, String follows) {
    if (rooted) {
      fail(
          segment,
          follows.isEmpty()
              ? "begins a trail anew, and there is one already"
              : "follows segment " + said(follows) + ", which is in none of the files");
      return;
    }
    rooted = true;
    if (!follows.isEmpty()) {
      String because = segment.begun("because");
      notices.add(
          new Notice(
              segment.file(),
              segment.line(),
              "goes on from segment "
                  + said(follows)
                  + ", which is in none of the files"
                  + (because.isEmpty() ? "" : ", and says that it was " + said(because))));
    }
  }

  /** Words of ours are short and plain; whoever writes a trail of their own has others. */
  private static String said(String word) {
    return ORDINARY.matcher(word).matches() ? word : "?";
  }

  private void fail(SegmentCheck segment, @Nullable String what) {
    if (what != null) {
      breaks.add(new Break(segment.file(), segment.line(), what));
    }
  }
}
