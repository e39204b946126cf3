package io.rotakeep.core.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rotakeep.testkit.fuzz.Trial;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** Whatever a person or a caller is called or says stays on its line of the audit. */
public final class AuditLineFuzz {
  private static final ObjectMapper JSON = new ObjectMapper();

  private AuditLineFuzz() {}

  /** A caller, a connection, a request id and a comment, with zeros between them. */
  public static void fuzzerTestOneInput(byte[] input) {
    Trial.of(input, AuditLineFuzz::write);
  }

  private static void write(byte[] input) throws IOException {
    String[] texts = new String(input, StandardCharsets.UTF_8).split("\u0000", 4);
    AuditRecord audited;
    try {
      audited =
          new AuditRecord(
              Instant.EPOCH,
              AuditAction.CONNECTION_QUARANTINED,
              AuditOutcome.SUCCEEDED,
              text(texts, 0),
              text(texts, 1),
              1,
              "",
              text(texts, 2),
              new AuditReason("", text(texts, 3)));
    } catch (IllegalArgumentException e) {
      Trial.check(String.valueOf(e.getMessage()));
      return;
    }
    AuditLine line = new AuditLine();
    line.begin(audited);
    line.end();
    String written = new String(line.bytes(), 0, line.length(), StandardCharsets.UTF_8);
    if (written.indexOf('\n') != written.length() - 1) {
      throw new AssertionError("a record is not one line");
    }
    JsonNode read = JSON.readTree(written);
    if (!read.path("caller").asText().equals(text(texts, 0))
        || !read.path("connection").asText().equals(text(texts, 1))
        || !read.path("request").asText().equals(text(texts, 2))
        || !read.path("comment").asText().equals(text(texts, 3))) {
      throw new AssertionError("a record does not say what it was told");
    }
  }

  private static String text(String[] texts, int index) {
    return index < texts.length ? texts[index] : "";
  }
}
