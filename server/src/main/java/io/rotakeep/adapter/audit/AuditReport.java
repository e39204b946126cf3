package io.rotakeep.adapter.audit;

import java.nio.file.Path;
import java.util.List;

/**
 * What a verification found.
 *
 * @param breaks the first of each file that is broken, and what does not fit between files; none if
 *     all holds. A hundred at the most
 * @param moreBreaks how many there are beyond those
 * @param notices what a reader should know although nothing is broken; a hundred at the most
 * @param moreNotices how many there are beyond those
 * @param records how many lines hold, control lines apart
 * @param checkedTags how many lines have a tag that was checked with a key
 * @param segments by the time of their file's first line
 * @param newest hash of the trail's newest control line; empty if anything is broken
 */
public record AuditReport(
    List<Break> breaks,
    long moreBreaks,
    List<Notice> notices,
    long moreNotices,
    long records,
    long checkedTags,
    List<SegmentSeen> segments,
    String newest) {

  public AuditReport {
    breaks = List.copyOf(breaks);
    notices = List.copyOf(notices);
    segments = List.copyOf(segments);
  }

  public boolean holds() {
    return breaks.isEmpty();
  }

  /**
   * @param line counted from 1
   * @param what after the words "this line"
   */
  public record Break(Path file, long line, String what) {}

  /** As {@link Break}. */
  public record Notice(Path file, long line, String what) {}

  /**
   * A segment of a file.
   *
   * @param line where it begins
   * @param follows the one before it; empty if it is the first of all
   * @param ended whether it ends in order
   * @param hash of its newest control line, to be compared with what another place remembers
   * @param checkedTags how many of its lines have a tag that was checked with a key
   */
  public record SegmentSeen(
      Path file,
      long line,
      String id,
      String follows,
      boolean ended,
      String hash,
      long checkedTags) {}
}
