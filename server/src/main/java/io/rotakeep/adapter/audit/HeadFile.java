package io.rotakeep.adapter.audit;

import io.rotakeep.core.audit.AuditTampering.Sign;
import io.rotakeep.core.crypto.AuditKeys;
import io.rotakeep.core.seal.SealedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the newest head of one trail, so that a trail which was cut or taken away shows. A head
 * has a MAC of the segment's {@link HeadKey}, if the control line that it names has a tag. Not
 * thread-safe.
 */
final class HeadFile {
  private static final System.Logger LOG = System.getLogger(HeadFile.class.getName());

  /** No control line is as short: where one begins says how many there can be before it. */
  private static final int SHORTEST_LINE = 128;

  /**
   * Three years of a head a second. A file may be long and hold nothing, and whoever forged a place
   * is not to have us count to its key for ever.
   */
  static final long MOST_LINES = 100_000_000;

  private final String trail;
  private final SegmentKeys.Derived keys;
  private final HeadSlots slots;

  /** What {@link #read} found. */
  private @Nullable HeadSlot found;

  private @Nullable HeadSlot signed;

  private @Nullable Sign raised;

  /** What is remembered beside each head. */
  private String alarms = "";

  /** What lies there by our own hand; null if nothing does yet. */
  private @Nullable HeadSlot kept;

  /** A place that fails is told of once, not at every try. */
  private boolean failing;

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
    this.slots =
        new HeadSlots(
            directory.resolve("audit-head-" + HexFormat.of().formatHex(name, 0, 8)), this.trail);
    this.keys = new SegmentKeys.Derived(keys);
  }

  /** The newest one whose slot is whole; null if there is none. */
  @Nullable Head read() throws IOException {
    return read(slots::bytes);
  }

  /** By way of these reads of all slots, of which one may find a part of what is written. */
  @Nullable Head read(SteadyRead.Reading reading) throws IOException {
    slots.take(SteadyRead.of(reading));
    found = slots.newest(false);
    signed = slots.newest(true);
    raised = null;
    alarms = alarmsOf(signed) + ' ' + alarmsOf(found);
    return found == null ? null : found.head();
  }

  /** The newest one with a MAC of those that {@link #read} found; null if there is none. */
  @Nullable Head signed() {
    return signed == null ? null : signed.head();
  }

  /**
   * The alarms that are remembered with it: with the newest head, and with the newest that has a
   * MAC, of which nobody without a key takes any away.
   */
  String alarms() {
    return alarms.strip();
  }

  /** With the heads that are written from now on. */
  void remember(String untold) {
    alarms = untold;
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
   * As {@link #write}, if that is not what was written last. A place that fails costs no record: it
   * is for the caller to come again.
   */
  void keep(Head head, UnaryOperator<byte[]> vouch, Instant now) {
    if (kept != null && kept.head().equals(head) && kept.alarms().equals(alarms())) {
      return;
    }
    try {
      write(head, vouch, now);
      failing = false;
    } catch (IOException e) {
      if (!failing) {
        LOG.log(
            System.Logger.Level.WARNING,
            trail + ": the newest head of the audit cannot be remembered",
            e);
      }
      failing = true;
    }
  }

  /**
   * Durable on return.
   *
   * @param vouch makes the MAC of what is remembered; gives nothing while there is no key
   */
  void write(Head head, UnaryOperator<byte[]> vouch, Instant now) throws IOException {
    long sequence = slots.next();
    HeadSlot unsigned = new HeadSlot(trail, sequence, head, alarms(), "");
    String mac = Chain.text(vouch.apply(unsigned.signed()));
    HeadSlot signedOrNot = new HeadSlot(trail, sequence, head, alarms(), mac);
    slots.write(signedOrNot, now);
    kept = signedOrNot;
  }

  private static String alarmsOf(@Nullable HeadSlot slot) {
    return slot == null ? "" : slot.alarms();
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
