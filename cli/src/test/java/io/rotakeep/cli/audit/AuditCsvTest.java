package io.rotakeep.cli.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.v1.AuditRecord;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AuditCsvTest {
  @ParameterizedTest
  @ValueSource(strings = {"=1+1", "+1", "-1", "@SUM(A1)"})
  void takesItsMeaningFromWhatASpreadsheetWouldCount(String formula) {
    assertThat(AuditCsv.row(List.of(formula))).isEqualTo("'" + formula + "\r\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      ignoreLeadingAndTrailingWhitespace = false,
      quoteCharacter = '^',
      value = {
        "x;=1+cmd|' /C calc'!A0~x;'=1+cmd|' /C calc'!A0",
        "x;;+1~x;;'+1",
        "x; @SUM(A1)~x; '@SUM(A1)",
        "x\\t-1~x\\t'-1",
        "x\\n=1~x\\n'=1",
        "x\\r=1~x\\r'=1",
        "\\t=1~'\\t'=1"
      })
  void takesItsMeaningFromWhatWouldCountWhereOtherMarksPartCells(String text, String safe) {
    assertThat(AuditCsv.row(List.of(text.translateEscapes())))
        .isEqualTo('"' + safe.translateEscapes() + "\"\r\n");
  }

  @Test
  void takesItsMeaningFromAFormulaBehindAQuoteThatWouldEndWhereItBegins() {
    assertThat(AuditCsv.row(List.of("x;\"=1\""))).isEqualTo("\"x;\"\"'=1\"\"\"\r\n");
  }

  @Test
  void leavesSignsWithinAValueAlone() {
    assertThat(AuditCsv.row(List.of("a=b c-d e@f; g"))).isEqualTo("\"a=b c-d e@f; g\"\r\n");
  }

  @Test
  void quotesWhatWouldEndAValueOrALine() {
    assertThat(AuditCsv.row(List.of("a,b", "say \"x\"", "two\nlines", "plain", "")))
        .isEqualTo("\"a,b\",\"say \"\"x\"\"\",\"two\nlines\",plain,\r\n");
  }

  @Test
  void printsEveryFieldUnderItsName() {
    StringWriter out = new StringWriter();

    AuditCsv.print(
        List.of(
                AuditRecord.newBuilder()
                    .setCaller("spiffe://example.org/crm")
                    .setConnection("crm/a")
                    .putLabels("b", "2")
                    .putLabels("a", "=1")
                    .setResult("OK")
                    .build())
            .iterator(),
        new PrintWriter(out));

    List<String> lines = out.toString().lines().toList();
    assertThat(lines.getFirst()).startsWith("time,caller,method,action,connection,labels,result");
    assertThat(lines.getLast()).contains("spiffe://example.org/crm,,,crm/a,a==1 b=2,OK,");
    assertThat(lines.getFirst().split(",", -1)).hasSameSizeAs(lines.getLast().split(",", -1));
  }
}
