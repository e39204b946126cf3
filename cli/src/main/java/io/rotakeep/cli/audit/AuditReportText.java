package io.rotakeep.cli.audit;

import com.google.protobuf.ListValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.protobuf.util.Values;
import io.rotakeep.adapter.audit.AuditReport;
import io.rotakeep.adapter.audit.AuditReport.Break;
import io.rotakeep.adapter.audit.AuditReport.Notice;
import io.rotakeep.adapter.audit.AuditReport.SegmentSeen;
import io.rotakeep.cli.text.Output;
import io.rotakeep.cli.text.Printable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a verification found, in words. */
final class AuditReportText {
  private AuditReportText() {}

  static List<String> text(AuditReport report) {
    List<String> lines = new ArrayList<>();
    for (Break broken : report.breaks()) {
      lines.add("BROKEN  " + place(broken.file(), broken.line()) + " this line " + broken.what());
    }
    if (report.moreBreaks() > 0) {
      lines.add("BROKEN  and " + report.moreBreaks() + " more");
    }
    for (Notice notice : report.notices()) {
      lines.add("note    " + place(notice.file(), notice.line()) + " this line " + notice.what());
    }
    if (report.moreNotices() > 0) {
      lines.add("note    and " + report.moreNotices() + " more");
    }
    String what =
        "%d records in %d segments, %d tags checked"
            .formatted(report.records(), report.segments().size(), report.checkedTags());
    lines.add(report.holds() ? "the audit holds: " + what : "the audit is broken; read " + what);
    if (!report.newest().isEmpty()) {
      lines.add("newest head: " + report.newest());
    }
    return lines.stream().map(Printable::of).toList();
  }

  static List<String> json(AuditReport report) {
    Struct.Builder all =
        Struct.newBuilder()
            .putFields("holds", Values.of(report.holds()))
            .putFields("records", Values.of((double) report.records()))
            .putFields("checkedTags", Values.of((double) report.checkedTags()))
            .putFields("newestHead", Values.of(report.newest()))
            .putFields("moreBreaks", Values.of((double) report.moreBreaks()))
            .putFields("moreNotices", Values.of((double) report.moreNotices()))
            .putFields(
                "breaks",
                list(
                    report.breaks().stream()
                        .map(it -> finding(it.file(), it.line(), it.what()))
                        .toList()))
            .putFields(
                "notices",
                list(
                    report.notices().stream()
                        .map(it -> finding(it.file(), it.line(), it.what()))
                        .toList()))
            .putFields(
                "segments",
                list(report.segments().stream().map(AuditReportText::segment).toList()));
    return List.of(Output.line(all.build()));
  }

  private static Value finding(Path file, long line, String what) {
    return Values.of(
        Struct.newBuilder()
            .putFields("file", Values.of(file.toString()))
            .putFields("line", Values.of((double) line))
            .putFields("what", Values.of(what))
            .build());
  }

  private static Value segment(SegmentSeen seen) {
    return Values.of(
        Struct.newBuilder()
            .putFields("file", Values.of(seen.file().toString()))
            .putFields("line", Values.of((double) seen.line()))
            .putFields("id", Values.of(seen.id()))
            .putFields("follows", Values.of(seen.follows()))
            .putFields("ended", Values.of(seen.ended()))
            .putFields("head", Values.of(seen.hash()))
            .putFields("checkedTags", Values.of((double) seen.checkedTags()))
            .build());
  }

  private static Value list(List<Value> values) {
    return Values.of(ListValue.newBuilder().addAllValues(values).build());
  }

  private static String place(Path file, long line) {
    return file + ":" + line + ":";
  }
}
