package io.rotakeep.adapter.audit;

import io.rotakeep.adapter.audit.AuditReport.Break;
import io.rotakeep.adapter.audit.AuditReport.Notice;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Checks files of the audit: that no line was changed, taken out, put in or moved, within a file
 * and from file to file. Without keys it shows what was not made by who can count hashes; with them
 * what was not made by who has no key.
 */
public final class AuditVerifier {
  private final SegmentKeys keys;
  private final Set<String> heads;

  /**
   * @param heads hashes of control lines as other places remember them; each must be found
   */
  public AuditVerifier(SegmentKeys keys, List<String> heads) {
    this.keys = keys;
    // In their order, each once.
    this.heads = new LinkedHashSet<>(heads);
  }

  /**
   * @param files of one trail, in any order
   * @throws IOException if one cannot be read
   */
  public AuditReport verify(List<Path> files) throws IOException {
    List<FileCheck> checks = new ArrayList<>();
    for (Path file : files) {
      FileCheck check = new FileCheck(file, keys, heads);
      check.run();
      checks.add(check);
    }
    return report(checks);
  }

  private AuditReport report(List<FileCheck> checks) {
    List<SegmentCheck> segments = inOrder(checks);
    Listed<Break> breaks = new Listed<>();
    Listed<Notice> notices = new Listed<>();
    for (FileCheck check : checks) {
      Break broken = check.broken();
      if (broken != null) {
        breaks.add(broken);
      }
      notices.addAll(check.notices());
    }
    String newest = "";
    if (breaks.isEmpty()) {
      Links links = new Links(segments);
      links.check();
      breaks.addAll(links.breaks());
      notices.addAll(links.notices());
      links.ends().forEach(end -> look(end, breaks, notices));
      Set<String> gone = lookAtTags(segments, breaks, notices);
      // If it holds there is one end.
      SegmentCheck last = links.ends().isEmpty() ? segments.getLast() : links.ends().getLast();
      breaks.addAll(missing(last, checks, gone));
      newest = breaks.isEmpty() ? last.hash() : "";
    }
    return new AuditReport(
        breaks.first(),
        breaks.more(),
        notices.first(),
        notices.more(),
        checks.stream().mapToLong(FileCheck::records).sum(),
        segments.stream().mapToLong(SegmentCheck::checkedTags).sum(),
        segments.stream().map(SegmentCheck::seen).toList(),
        newest);
  }

  /** Files as they follow one another, by the time of their first line. */
  private static List<SegmentCheck> inOrder(List<FileCheck> checks) {
    return checks.stream()
        .filter(check -> !check.segments().isEmpty())
        .sorted(Comparator.comparing((FileCheck it) -> it.segments().getFirst().begun("time")))
        .flatMap(check -> check.segments().stream())
        .toList();
  }

  /** At a segment that no other one goes on from. */
  private static void look(SegmentCheck end, Listed<Break> breaks, Listed<Notice> notices) {
    if (end.strayLine() > 0) {
      breaks.add(
          new Break(
              end.file(),
              end.strayLine(),
              "is no line of an audit, and no head says that it belongs there"));
    } else if (!end.hasEnded()) {
      notices.add(
          new Notice(
              end.file(),
              end.line(),
              "begins a segment without an end: it is being written, or its daemon was killed. "
                  + end.afterHead()
                  + " lines come after its newest head; that no more did, only a head shows that"
                  + " another place remembers: --config or --head"));
    }
  }

  /** Which segments are in none of the files, and should be. */
  private Set<String> lookAtTags(
      List<SegmentCheck> segments, Listed<Break> breaks, Listed<Notice> notices) {
    Set<String> missing = new LinkedHashSet<>(keys.expected());
    for (SegmentCheck segment : segments) {
      boolean hadTags = missing.remove(segment.id());
      if (!segment.isTagged() && hadTags) {
        breaks.add(stripped(segment));
      } else if (!segment.isTagged()) {
        notices.add(untagged(segment));
      } else if (segment.lacksKey() && !keys.equals(SegmentKeys.NONE)) {
        notices.add(unchecked(segment));
      }
    }
    return missing;
  }

  private static Break stripped(SegmentCheck segment) {
    return new Break(
        segment.file(),
        segment.line(),
        "begins a segment without tags, whose key is among those given: it had tags then");
  }

  private static Notice untagged(SegmentCheck segment) {
    return new Notice(
        segment.file(),
        segment.line(),
        "begins a segment without tags: its daemon was sealed all the time");
  }

  private static Notice unchecked(SegmentCheck segment) {
    return new Notice(
        segment.file(),
        segment.line(),
        "begins a segment whose tags were not checked: its key is not among those given");
  }

  /** What the trail should have gone on with, or what should be in it, behind its last line. */
  private Listed<Break> missing(SegmentCheck last, List<FileCheck> checks, Set<String> segments) {
    Listed<Break> missing = new Listed<>();
    FileCheck file =
        checks.stream().filter(it -> it.segments().contains(last)).findFirst().orElseThrow();
    for (String segment : segments) {
      missing.add(
          new Break(
              last.file(),
              file.lines(),
              "is the last, and segment "
                  + segment
                  + ", whose key is among those given, is in none of the files: it was taken away"
                  + " or made anew without tags, or a file that the keys were exported for was not"
                  + " given"));
    }
    for (String head : heads) {
      if (checks.stream().flatMap(it -> it.segments().stream()).noneMatch(it -> it.has(head))) {
        missing.add(
            new Break(
                last.file(),
                file.lines(),
                "should be followed by the head "
                    + head
                    + ", which another place remembers: what came after was cut off, or all of it"
                    + " was replaced"));
      }
    }
    return missing;
  }
}
