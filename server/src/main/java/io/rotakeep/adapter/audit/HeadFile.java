package io.rotakeep.adapter.audit;

import io.rotakeep.core.audit.AuditLine;
import io.rotakeep.core.crypto.AuditKeys;
import io.rotakeep.core.seal.SealedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the newest head of one trail, so that a trail which was cut or taken away shows. Two
 * slots of text, written in turn and forced: a crash leaves one of them. Each has a MAC of the
 * segment's {@link HeadKey}, if the control line that it names has a tag. Not thread-safe.
 */
final class HeadFile {
  private static final int SLOT = 4096;
  private static final byte BLANK = ' ';

  /** No control line is as short, so a forged place does not make us count for long. */
  private static final int SHORTEST_LINE = 128;

  private final Path file;
  private final String trail;
  private final SegmentKeys.Derived keys;
  private long sequence;
  private @Nullable Slot found;

  /** A slot as it was read; its MAC is empty where there was no key. */
  private record Slot(long sequence, Head head, String signed, String mac) {}

  /** What the MAC says. */
  enum Authenticity {
    GOOD,
    FORGED,
    /** No key to check it with, or it was written without one. */
    UNKNOWN
  }

  /**
   * @param directory where it is kept, under a name that follows from the trail's
   */
  HeadFile(Path directory, Path trail, AuditKeys keys) {
    this.trail = trail.toString();
    byte[] name = Chain.sha256().digest(bytes(this.trail));
    this.file = directory.resolve("audit-head-" + HexFormat.of().formatHex(name, 0, 8));
    this.keys = new SegmentKeys.Derived(keys);
  }

  /** The newest one whose slot is whole; null if there is none. */
  @Nullable Head read() throws IOException {
    found = null;
    try (FileChannel channel =
        FileChannel.open(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
      for (long at = 0; at < 2 * SLOT; at += SLOT) {
        Slot slot = slot(channel, at);
        if (slot != null && (found == null || slot.sequence() > found.sequence())) {
          found = slot;
        }
      }
    } catch (NoSuchFileException _) {
      return null;
    }
    if (found == null) {
      return null;
    }
    sequence = found.sequence();
    return found.head();
  }

  /**
   * Of what {@link #read} found.
   *
   * @param line that it names, as it lies in a file; null if it does not
   */
  Authenticity authenticity(Tail.@Nullable First line) {
    Slot slot = found;
    if (slot == null) {
      return Authenticity.UNKNOWN;
    }
    if (line != null && !isOf(slot, line)) {
      return Authenticity.FORGED;
    }
    if (slot.mac().isEmpty()) {
      return Authenticity.UNKNOWN;
    }
    return vouchedFor(slot);
  }

  /** Whether its MAC is wrong, as far as there are keys to say so. */
  boolean isForged() {
    return authenticity(null) == Authenticity.FORGED;
  }

  /**
   * Durable on return.
   *
   * @param vouch makes the MAC of what is remembered; gives nothing while there is no key
   */
  void write(Head head, UnaryOperator<byte[]> vouch, Instant now) throws IOException {
    long next = sequence + 1;
    String signed = signed(next, head);
    AuditLine line = new AuditLine();
    line.begin(now, "AUDIT_HEAD_KEPT");
    line.field("trail", trail);
    line.field("sequence", Long.toString(next));
    line.field("segment", head.segment());
    line.field("place", Long.toString(head.place()));
    line.field("at", Long.toString(head.at()));
    line.field("end", Long.toString(head.end()));
    line.field("hash", head.hash());
    line.field("mac", Chain.text(vouch.apply(bytes(signed))));
    line.field("check", check(signed));
    line.end();
    byte[] slot = Arrays.copyOf(line.bytes(), Math.max(SLOT, line.length()));
    if (slot.length > SLOT) {
      throw new IOException(file + ": the path of the audit is too long to be remembered");
    }
    Arrays.fill(slot, line.length(), SLOT, BLANK);
    try (FileChannel channel =
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
            OwnerFiles.FILE)) {
      ByteBuffer out = ByteBuffer.wrap(slot);
      while (out.hasRemaining()) {
        channel.write(out, next % 2 * SLOT + out.position());
      }
      channel.force(false);
    }
    sequence = next;
  }

  private @Nullable Slot slot(FileChannel channel, long at) throws IOException {
    ByteBuffer read = ByteBuffer.allocate(SLOT);
    while (read.hasRemaining() && channel.read(read, at + read.position()) >= 0) {
      // until the slot is full or the file ends
    }
    Map<String, String> fields = LineFields.read(read.array(), 0, read.position());
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
      String signed = signed(number, head);
      return check(signed).equals(fields.get("check"))
          ? new Slot(number, head, signed, fields.getOrDefault("mac", ""))
          : null;
    } catch (NumberFormatException _) {
      return null;
    }
  }

  private String signed(long number, Head head) {
    return String.join(
        "\n",
        trail,
        Long.toString(number),
        head.segment(),
        Long.toString(head.place()),
        Long.toString(head.at()),
        Long.toString(head.end()),
        head.hash());
  }

  private static String check(String signed) {
    return Chain.text(Chain.sha256().digest(bytes(signed)));
  }

  /** A line has its own place only, and none with a tag is remembered without a MAC. */
  private static boolean isOf(Slot slot, Tail.First line) {
    return slot.head().segment().equals(line.segment())
        && slot.head().place() == line.place()
        && !(line.keyed() && slot.mac().isEmpty());
  }

  private Authenticity vouchedFor(Slot slot) {
    Head head = slot.head();
    if (head.place() < 1 || head.place() - 1 > head.at() / SHORTEST_LINE) {
      return Authenticity.FORGED;
    }
    try (HeadKey key = keys.headsOf(head.segment())) {
      if (key == null) {
        return Authenticity.FORGED;
      }
      key.goOnTo(head.place());
      byte[] mac = bytes(Chain.text(key.vouch(bytes(slot.signed()))));
      return MessageDigest.isEqual(mac, bytes(slot.mac()))
          ? Authenticity.GOOD
          : Authenticity.FORGED;
    } catch (SealedException | IllegalStateException _) {
      return Authenticity.UNKNOWN;
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
