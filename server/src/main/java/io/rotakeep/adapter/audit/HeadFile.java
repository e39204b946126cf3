package io.rotakeep.adapter.audit;

import io.rotakeep.core.audit.AuditTampering.Sign;
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
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the newest head of one trail, so that a trail which was cut or taken away shows. A head
 * has a MAC of the segment's {@link HeadKey}, if the control line that it names has a tag.
 *
 * <p>Two slots of text for heads with a MAC and two for those without, each pair written in turn
 * and forced: a crash leaves one of them. So the newest with a MAC stays until there is a newer one
 * with a MAC, whatever is remembered beside it while there is no key. Not thread-safe.
 */
final class HeadFile {
  private static final int SLOTS = 4;

  /** Those for heads without a MAC begin here. */
  private static final int UNSIGNED = 2;

  /** No control line is as short: where one begins says how many there can be before it. */
  private static final int SHORTEST_LINE = 128;

  /**
   * Three years of a head a second. A file may be long and hold nothing, and whoever forged a place
   * is not to have us count to its key for ever.
   */
  static final long MOST_LINES = 100_000_000;

  private final Path file;
  private final String trail;
  private final SegmentKeys.Derived keys;
  private final @Nullable HeadSlot[] slots = new HeadSlot[SLOTS];

  /** What {@link #read} found. */
  private @Nullable HeadSlot found;

  private @Nullable HeadSlot signed;

  private @Nullable Sign raised;

  /** Whether the file's name is on the disk: who made it may have ended before that. */
  private boolean named;

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
    byte[] name = Chain.sha256().digest(this.trail.getBytes(StandardCharsets.UTF_8));
    this.file = directory.resolve("audit-head-" + HexFormat.of().formatHex(name, 0, 8));
    this.keys = new SegmentKeys.Derived(keys);
  }

  /** The newest one whose slot is whole; null if there is none. */
  @Nullable Head read() throws IOException {
    return read(this::all);
  }

  /** By way of these reads of all slots, of which one may find a part of what is written. */
  @Nullable Head read(SteadyRead.Reading reading) throws IOException {
    byte[] read = SteadyRead.of(reading);
    for (int i = 0; i < SLOTS; i++) {
      int from = Math.min(i * HeadSlot.SIZE, read.length);
      int to = Math.min(from + HeadSlot.SIZE, read.length);
      slots[i] = HeadSlot.read(trail, Arrays.copyOfRange(read, from, to), to - from);
    }
    found = newest(false);
    signed = newest(true);
    raised = null;
    return found == null ? null : found.head();
  }

  /** The newest one with a MAC of those that {@link #read} found; null if there is none. */
  @Nullable Head signed() {
    return signed == null ? null : signed.head();
  }

  /**
   * Of what {@link #read} found.
   *
   * @param line that it names, as it lies in a file; null if it does not
   */
  Authenticity authenticity(Tail.@Nullable First line) {
    HeadSlot slot = found;
    if (slot == null) {
      return Authenticity.UNKNOWN;
    }
    if (line != null && !(slot.head().isAt(line) && (slot.isSigned() || !line.keyed()))) {
      // None with a tag is remembered without a MAC.
      return Authenticity.FORGED;
    }
    return slot.isSigned() ? vouchedFor(slot) : Authenticity.UNKNOWN;
  }

  /** What was read is known to be wrong already: it is not worth a key. */
  void disbelieve() {
    signed = null;
  }

  /** What was read is believed for the sake of this alarm, which nobody with a key vouches for. */
  void raiseAgain(@Nullable Sign alarm) {
    raised = alarm;
  }

  /** What is to be said of what was read, once there are keys; null if nothing is. */
  @Nullable Sign sign() {
    // What is raised again needs no second reason, and its signed head may be in no file.
    return raised == null && isForged() ? Sign.HEAD_FORGED : raised;
  }

  /**
   * Whether the MAC of {@link #signed}, which was found in a file, is wrong, as far as there are
   * keys to say so.
   */
  boolean isForged() {
    return signed != null && vouchedFor(signed) == Authenticity.FORGED;
  }

  /**
   * Durable on return.
   *
   * @param vouch makes the MAC of what is remembered; gives nothing while there is no key
   */
  void write(Head head, UnaryOperator<byte[]> vouch, Instant now) throws IOException {
    HeadSlot last = newest(false);
    HeadSlot unsigned = new HeadSlot(trail, last == null ? 1 : last.sequence() + 1, head, "");
    String mac = Chain.text(vouch.apply(unsigned.signed()));
    HeadSlot slot = new HeadSlot(trail, unsigned.sequence(), head, mac);
    int place = slot.isSigned() ? free(0) : free(UNSIGNED);
    try (FileChannel channel =
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
            OwnerFiles.FILE)) {
      put(channel, place, slot.bytes(now));
      channel.force(false);
      slots[place] = slot;
      if (slot.isSigned()) {
        // Nobody is to find the one before ready to be put in its place.
        byte[] blank = new byte[HeadSlot.SIZE];
        Arrays.fill(blank, HeadSlot.BLANK);
        put(channel, 1 - place, blank);
        slots[1 - place] = null;
      }
    }
    if (!named) {
      OwnerFiles.syncDirectoryOf(file);
      named = true;
    }
  }

  private static void put(FileChannel channel, int place, byte[] slot) throws IOException {
    ByteBuffer out = ByteBuffer.wrap(slot);
    while (out.hasRemaining()) {
      channel.write(out, (long) place * HeadSlot.SIZE + out.position());
    }
  }

  /** Nothing if none was written yet, or it was taken away. */
  private byte[] all() throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
      ByteBuffer read = ByteBuffer.allocate(SLOTS * HeadSlot.SIZE);
      while (read.hasRemaining() && channel.read(read, read.position()) >= 0) {
        // until the last slot is full or the file ends
      }
      return Arrays.copyOf(read.array(), read.position());
    } catch (NoSuchFileException _) {
      return new byte[0];
    }
  }

  private @Nullable HeadSlot newest(boolean signedOnly) {
    HeadSlot newest = null;
    for (HeadSlot slot : slots) {
      if (slot != null
          && (slot.isSigned() || !signedOnly)
          && (newest == null || slot.sequence() > newest.sequence())) {
        newest = slot;
      }
    }
    return newest;
  }

  /** The older one of two. */
  private int free(int first) {
    HeadSlot one = slots[first];
    HeadSlot other = slots[first + 1];
    boolean isFirst = one == null || (other != null && one.sequence() < other.sequence());
    return isFirst ? first : first + 1;
  }

  private Authenticity vouchedFor(HeadSlot slot) {
    Head head = slot.head();
    long most = Math.min(MOST_LINES, 1 + head.at() / SHORTEST_LINE);
    if (head.place() < 1 || head.place() > most) {
      return Authenticity.FORGED;
    }
    try (HeadKey key = keys.headsOf(head.segment())) {
      if (key == null) {
        return Authenticity.FORGED;
      }
      key.goOnTo(head.place());
      String mac = Chain.text(key.vouch(slot.signed()));
      return MessageDigest.isEqual(
              mac.getBytes(StandardCharsets.UTF_8), slot.mac().getBytes(StandardCharsets.UTF_8))
          ? Authenticity.GOOD
          : Authenticity.FORGED;
    } catch (SealedException | IllegalStateException _) {
      return Authenticity.UNKNOWN;
    }
  }
}
