package io.rotakeep.adapter.audit;

import io.rotakeep.core.audit.AuditLine;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * A trail by somebody who can count hashes and has no key: what they write stands in lines under
 * right hashes and digests.
 */
final class ForgedTrail {
  private static final byte[] NOTHING = new byte[Chain.HASH];

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final MessageDigest since = Chain.sha256();
  private final Chain control = new Chain(Segment.CONTROL);
  private final Chain records = new Chain("0");

  private ForgedTrail() {
    control.begin(NOTHING);
    records.begin(NOTHING);
  }

  /**
   * Each line is a word and the beginning of an object, without its bracket: {@code b} begins a
   * segment, {@code h} is a head, {@code r} a record. Other lines stand there as they are.
   */
  static byte[] of(byte[] text) {
    ForgedTrail trail = new ForgedTrail();
    int from = 0;
    for (int i = 0; i < text.length; i++) {
      if (text[i] == '\n') {
        trail.add(Arrays.copyOfRange(text, from, i));
        from = i + 1;
      }
    }
    trail.out.write(text, from, text.length - from);
    return trail.out.toByteArray();
  }

  private void add(byte[] line) {
    byte[] body = line.length == 0 ? line : Arrays.copyOfRange(line, 1, line.length);
    switch (line.length == 0 ? ' ' : line[0]) {
      case 'b' -> begin(body);
      case 'h' -> head(body, ",\"digest\":\"" + tail() + '"');
      case 'r' -> {
        byte[] written = chained(records, body);
        since.update(written);
        out.writeBytes(written);
      }
      default -> {
        byte[] stray = Arrays.copyOf(line, line.length + 1);
        stray[line.length] = '\n';
        since.update(stray);
        out.writeBytes(stray);
      }
    }
  }

  private void begin(byte[] body) {
    String before =
        out.size() == 0
            ? ""
            : ",\"last\":\"" + Chain.text(control.last()) + "\",\"tail\":\"" + tail() + '"';
    control.begin(NOTHING);
    head(body, ",\"action\":\"" + Segment.BEGUN + '"' + before);
    records.begin(control.last());
  }

  private void head(byte[] body, String end) {
    byte[] more = end.getBytes(StandardCharsets.US_ASCII);
    byte[] all = Arrays.copyOf(body, body.length + more.length);
    System.arraycopy(more, 0, all, body.length, more.length);
    out.writeBytes(chained(control, all));
    since.reset();
  }

  private String tail() {
    return Chain.text(Before.copy(since).digest());
  }

  private static byte[] chained(Chain chain, byte[] body) {
    AuditLine line = new AuditLine();
    line.plain(body, body.length);
    chain.end(line);
    chain.written();
    return Arrays.copyOf(line.bytes(), line.length());
  }
}
