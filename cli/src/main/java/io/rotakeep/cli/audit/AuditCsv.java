package io.rotakeep.cli.audit;

import io.rotakeep.cli.text.MessageText;
import io.rotakeep.v1.AuditRecord;
import java.io.PrintWriter;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Prints records as CSV (RFC 4180). What a spreadsheet would take for a formula gets an apostrophe
 * in front, also within a value where it would see a cell begin that parts them by semicolons.
 */
final class AuditCsv {
  private static final String FORMULA = "=+-@\t\r";

  /** What parts cells where commas do not, even in quotes that begin in another cell. */
  private static final String PARTING = ";\t\n\r";

  private static final List<String> HEADER =
      List.of(
          "time",
          "caller",
          "method",
          "action",
          "connection",
          "labels",
          "result",
          "generation",
          "token_id",
          "token_life_seconds",
          "reason",
          "comment",
          "request_id",
          "chain",
          "sequence");

  private AuditCsv() {}

  static void print(Iterator<AuditRecord> found, PrintWriter out) {
    out.print(row(HEADER));
    while (!out.checkError() && found.hasNext()) {
      out.print(row(values(found.next())));
    }
    out.flush();
  }

  private static List<String> values(AuditRecord found) {
    return List.of(
        MessageText.of(found.getTime()),
        found.getCaller(),
        found.getMethod(),
        found.getAction(),
        found.getConnection(),
        AuditColumns.labels(found),
        found.getResult(),
        Long.toString(found.getGeneration()),
        found.getTokenId(),
        found.hasTokenLife() ? Long.toString(found.getTokenLife().getSeconds()) : "",
        found.getReason(),
        found.getComment(),
        found.getRequestId(),
        found.getChain(),
        Long.toString(found.getSequence()));
  }

  static String row(List<String> values) {
    return values.stream().map(AuditCsv::value).collect(Collectors.joining(",", "", "\r\n"));
  }

  private static String value(String text) {
    String safe = withoutFormulas(text);
    boolean quoted = safe.chars().anyMatch(c -> ",;\"\t\n\r".indexOf(c) >= 0);
    return quoted ? '"' + safe.replace("\"", "\"\"") + '"' : safe;
  }

  private static String withoutFormulas(String text) {
    StringBuilder safe = new StringBuilder(text.length() + 1);
    boolean begins = true;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (begins && FORMULA.indexOf(c) >= 0) {
        safe.append('\'');
      }
      safe.append(c);
      begins = PARTING.indexOf(c) >= 0 || (begins && (c == ' ' || c == '"'));
    }
    return safe.toString();
  }
}
