package io.rotakeep.adapter.audit;

import io.rotakeep.adapter.audit.AuditReport.SegmentSeen;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Segments that nothing is written to any more, so that their keys may be given away: whoever had
 * the key of another could write on in it. Lines without a tag may be anybody's, and whoever has
 * keys already can make lines with tags of those segments.
 */
public final class FinishedSegments {
  private FinishedSegments() {}

  /**
   * Those whose tags hold and that end in order. Where all of the files fits together also those
   * that one with tags goes on from, be it over some without: their process was killed.
   *
   * @param report of a verification with keys
   * @param remembered segments of remembered heads, of which one may be written
   */
  public static List<String> of(AuditReport report, Set<String> remembered) {
    Set<String> left = report.holds() ? left(report.segments()) : Set.of();
    return report.segments().stream()
        .filter(segment -> segment.checkedTags() > 0)
        .filter(
            segment ->
                segment.ended()
                    || (left.contains(segment.id()) && !remembered.contains(segment.id())))
        .map(SegmentSeen::id)
        .toList();
  }

  private static Set<String> left(List<SegmentSeen> segments) {
    Map<String, String> before = new HashMap<>();
    segments.forEach(segment -> before.put(segment.id(), segment.follows()));
    Set<String> left = new HashSet<>();
    for (SegmentSeen segment : segments) {
      String next = segment.checkedTags() > 0 ? segment.follows() : "";
      while (!next.isEmpty() && left.add(next)) {
        next = before.getOrDefault(next, "");
      }
    }
    return left;
  }
}
