package io.rotakeep.adapter.syslog;

import io.rotakeep.core.audit.AuditLine;
import io.rotakeep.core.audit.AuditOutcome;
import io.rotakeep.core.audit.AuditRecord;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Writes messages as RFC 5424 §6 has them. What is said is one JSON object, as in the audit file;
 * it is ASCII, so it needs no mark of its encoding. Not thread-safe.
 */
final class Message {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  private static final int INFORMATIONAL = 6;
  private static final int NOTICE = 5;
  private static final int WARNING = 4;
  private static final int SEVERITIES = 8;

  private final int facility;
  private final String sender;
  private final AuditLine line = new AuditLine();

  /**
   * @param host of ours, {@code -} if nobody knows
   */
  Message(int facility, String host, long process) {
    this.facility = facility;
    this.sender = " " + host + " rotakeep " + process + " ";
  }

  byte[] of(AuditRecord audited) {
    line.begin(audited);
    line.end();
    int severity = audited.outcome() == AuditOutcome.REFUSED ? WARNING : INFORMATIONAL;
    // Without the end of its line, which belongs to a file.
    return written(severity, audited.time(), "audit", line.bytes(), line.length() - 1);
  }

  /** Of the newest line of a trail that stands for all before it. */
  byte[] ofHead(Instant time, String head) {
    byte[] text = head.getBytes(StandardCharsets.US_ASCII);
    return written(NOTICE, time, "audit-head", text, text.length);
  }

  private byte[] written(int severity, Instant time, String id, byte[] said, int length) {
    String header =
        "<" + (facility * SEVERITIES + severity) + ">1 " + TIME.format(time) + sender + id + " - ";
    ByteArrayOutputStream message = new ByteArrayOutputStream(header.length() + length);
    message.writeBytes(header.getBytes(StandardCharsets.US_ASCII));
    message.write(said, 0, length);
    return message.toByteArray();
  }
}
