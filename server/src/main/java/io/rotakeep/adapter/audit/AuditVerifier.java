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
    if (breaks.isEmpty()) {
      Links links = new Links(segments);
      links.check();
      breaks.addAll(links.breaks());
      notices.addAll(links.notices());
      for (SegmentCheck end : links.ends()) {
        look(end, breaks, notices);
      }
      segments.stream()
          .filter(segment -> !segment.isTagged())
          .map(AuditVerifier::untagged)
          .forEach(notices::add);
      if (!keys.equals(SegmentKeys.NONE)) {
        segments.stream()
            .filter(SegmentCheck::lacksKey)
            .map(AuditVerifier::unchecked)
            .forEach(notices::add);
      }
      missingHeads(checks, segments, breaks);
    }
    return new AuditReport(
        breaks.first(),
        breaks.more(),
        notices.first(),
        notices.more(),
        checks.stream().mapToLong(FileCheck::records).sum(),
        segments.stream().mapToLong(SegmentCheck::checkedTags).sum(),
        segments.stream().map(SegmentCheck::seen).toList());
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

  private void missingHeads(
      List<FileCheck> checks, List<SegmentCheck> segments, Listed<Break> breaks) {
    SegmentCheck last = segments.getLast();
    long line =
        checks.stream()
            .filter(check -> check.segments().contains(last))
            .mapToLong(FileCheck::lines)
            .sum();
    for (String head : heads) {
      if (segments.stream().noneMatch(segment -> segment.has(head))) {
        breaks.add(
            new Break(
                last.file(),
                line,
                "should be followed by the head "
                    + head
                    + ", which another place remembers: what came after was cut off, or all of it"
                    + " was replaced"));
      }
    }
  }
}
