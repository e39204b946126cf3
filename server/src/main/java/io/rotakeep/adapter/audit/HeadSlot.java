package io.rotakeep.adapter.audit;

import io.rotakeep.core.audit.AuditLine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A head as it lies in a {@link HeadFile}: one line of text.
 *
 * @param trail the path of its file
 * @param sequence counts up with each that is written
 * @param alarms that no incident tells of yet, as {@link Alarms} has them; empty for none
 * @param mac over {@link #signed}; empty where there was no key
 */
record HeadSlot(String trail, long sequence, Head head, String alarms, String mac) {
  static final int SIZE = 4096;
  static final byte BLANK = ' ';

  /** No daemon counts as far. Behind one that somebody made up all have this number. */
  static final long LAST = 1L << 62;

  /** Null if there is no whole one of this trail. */
  static @Nullable HeadSlot read(String trail, byte[] bytes, int length) {
    Map<String, String> fields = LineFields.read(bytes, 0, length);
    if (fields == null) {
      return null;
    }
    try {
      Head head =
          new Head(
              fields.getOrDefault("segment", ""),
              Long.parseLong(fields.getOrDefault("place", "")),
              Long.parseLong(fields.getOrDefault("at", "")),
              Long.parseLong(fields.getOrDefault("end", "")),
              fields.getOrDefault("hash", ""));
      long number = Long.parseLong(fields.getOrDefault("sequence", ""));
      HeadSlot slot =
          new HeadSlot(
              trail,
              number,
              head,
              fields.getOrDefault("alarms", ""),
              fields.getOrDefault("mac", ""));
      boolean counts = number >= 1 && number <= LAST && head.at() >= 0;
      return counts && slot.check().equals(fields.get("check")) ? slot : null;
    } catch (NumberFormatException _) {
      return null;
    }
  }

  boolean isSigned() {
    return !mac.isEmpty();
  }

  /** Of two of the last number it is the one without a MAC: another with one takes its place. */
  boolean isNewerThan(HeadSlot other) {
    return sequence > other.sequence
        || (sequence == other.sequence && !isSigned() && other.isSigned());
  }

  /** What the MAC is of. */
  byte[] signed() {
    String named =
        String.join(
            "\n",
            trail,
            Long.toString(sequence),
            head.segment(),
            Long.toString(head.place()),
            Long.toString(head.at()),
            Long.toString(head.end()),
            head.hash());
    String all = alarms.isEmpty() ? named : named + "\n" + alarms;
    return all.getBytes(StandardCharsets.UTF_8);
  }

  /** {@link #SIZE} bytes. */
  byte[] bytes(Instant now) throws IOException {
    AuditLine line = new AuditLine();
    line.begin(now, "AUDIT_HEAD_KEPT");
    line.field("trail", trail);
    line.field("sequence", Long.toString(sequence));
    line.field("segment", head.segment());
    line.field("place", Long.toString(head.place()));
    line.field("at", Long.toString(head.at()));
    line.field("end", Long.toString(head.end()));
    line.field("hash", head.hash());
    line.field("alarms", alarms);
    line.field("mac", mac);
    line.field("check", check());
    line.end();
    if (line.length() > SIZE) {
      throw new IOException(trail + ": the path of the audit is too long to be remembered");
    }
    byte[] slot = Arrays.copyOf(line.bytes(), SIZE);
    Arrays.fill(slot, line.length(), SIZE, BLANK);
    return slot;
  }

  private String check() {
    return Chain.text(Chain.sha256().digest(signed()));
  }
}
