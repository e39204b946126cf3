package io.rotakeep.core.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuditLineTest {
  private static final Instant TIME = Instant.parse("2026-03-01T12:00:00.000007Z");

  private final AuditLine line = new AuditLine();

  @Test
  void writesEveryField() {
    AuditRecord audited =
        new AuditRecord(
            TIME,
            AuditAction.ROTATION_SETTLED,
            AuditOutcome.IN_DOUBT,
            "spiffe://example.org/crm",
            "salesforce/acme",
            42,
            "fp:0011223344556677",
            "r-1",
            "LOST_RESPONSE");

    assertThat(encode(audited))
        .isEqualTo(
            """
            {"time":"2026-03-01T12:00:00.000007Z","action":"ROTATION_SETTLED",\
            "outcome":"IN_DOUBT","caller":"spiffe://example.org/crm",\
            "connection":"salesforce/acme","generation":42,"handle":"fp:0011223344556677",\
            "request":"r-1","reason":"LOST_RESPONSE"}
            """);
  }

  @Test
  void leavesEmptyFieldsOut() {
    assertThat(encode(by("", TIME)))
        .isEqualTo(
            """
            {"time":"2026-03-01T12:00:00.000007Z","action":"DAEMON_STARTED","outcome":"SUCCEEDED"}
            """);
  }

  @Test
  void keepsAPersonsCommentOnItsLine() {
    AuditRecord audited =
        new AuditRecord(
            TIME,
            AuditAction.CONNECTION_QUARANTINED,
            AuditOutcome.BEGUN,
            "ops",
            "crm/a",
            0,
            "",
            "r-1",
            new AuditReason("OPERATOR", "laptop stolen\n{\"action\":\"FORGED\"}"));

    assertThat(encode(audited))
        .endsWith(
            ",\"reason\":\"OPERATOR\",\"comment\":\"laptop stolen\\u000a"
                + "{\\u0022action\\u0022:\\u0022FORGED\\u0022}\"}\n")
        .hasLineCount(1);
  }

  @Test
  void escapesWhatCouldEndALineOrConfuseATerminal() {
    assertThat(encode(by("a\"b\\c\nd\u001b[31m\u007fé\u2028\ud83d\ude00", TIME)))
        .contains(
            "\"caller\":\"a\\u0022b\\u005cc\\u000ad\\u001b[31m\\u007f\\u00e9"
                + "\\u2028\\ud83d\\ude00\"")
        .hasLineCount(1);
  }

  @Test
  void takesTheLongestTextsWhollyEscaped() {
    String longest = "\u0001".repeat(2048);

    assertThat(encode(by(longest, TIME))).contains("\\u0001".repeat(2048) + "\"}");
    assertThat(encode(by("short", TIME))).endsWith("\"caller\":\"short\"}\n").hasSizeLessThan(200);
  }

  @Test
  void tellsTheTimeAnewEverySecond() {
    assertThat(encode(by("", TIME))).contains("12:00:00.000007Z");
    assertThat(encode(by("", TIME.plusNanos(999_993_000)))).contains("12:00:01.000000Z");
    assertThat(encode(by("", TIME))).contains("12:00:00.000007Z");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 9, 10, 99, 100, Long.MAX_VALUE, -1, Long.MIN_VALUE})
  void writesNumbersWhole(long generation) {
    AuditRecord audited =
        new AuditRecord(
            TIME,
            AuditAction.DAEMON_STARTED,
            AuditOutcome.SUCCEEDED,
            "",
            "",
            generation,
            "",
            "",
            "");

    assertThat(encode(audited)).endsWith(",\"generation\":" + generation + "}\n");
  }

  private String encode(AuditRecord audited) {
    line.begin(audited);
    line.end();
    return text();
  }

  private String text() {
    return new String(line.bytes(), 0, line.length(), StandardCharsets.US_ASCII);
  }

  private static AuditRecord by(String caller, Instant time) {
    return new AuditRecord(
        time, AuditAction.DAEMON_STARTED, AuditOutcome.SUCCEEDED, caller, "", 0, "", "", "");
  }
}
