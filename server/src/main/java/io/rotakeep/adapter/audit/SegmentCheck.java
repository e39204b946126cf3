package io.rotakeep.adapter.audit;

import io.rotakeep.adapter.audit.AuditReport.SegmentSeen;
import io.rotakeep.core.crypto.AuditKeys;
import io.rotakeep.core.crypto.EvolvingMac;
import io.rotakeep.core.secret.SecretBytes;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks what {@link Segment} and its stripes wrote, line by line. */
final class SegmentCheck {
  private final Path file;
  private final long line;
  private final Map<String, String> begun;
  private final @Nullable SecretBytes key;
  private final ChainCheck control;
  private final Map<String, ChainCheck> stripes = new HashMap<>();
  private final Set<String> wanted;
  private final Set<String> met = new HashSet<>();
  private final MessageDigest since = Chain.sha256();
  private byte[] origin = new byte[Chain.HASH];
  private String hash = "";
  private boolean ended;
  private long afterHead;
  private long strayLine;
  private long checkedTags;

  /**
   * @param begun the fields of its first line
   * @param key null if there is none; closed with this
   * @param wanted hashes of control lines that may be asked for; a long trail has too many for all
   */
  SegmentCheck(
      Path file,
      long line,
      Map<String, String> begun,
      @Nullable SecretBytes key,
      Set<String> wanted) {
    this.file = file;
    this.line = line;
    this.begun = begun;
    this.key = key;
    this.wanted = wanted;
    this.control = new ChainCheck(new byte[Chain.HASH], mac(Segment.CONTROL));
  }

  /** The first line and every other of the chain; null if it holds. */
  @Nullable String wrongControl(byte[] bytes, ChainedLine read, Map<String, String> fields) {
    boolean first = hash.isEmpty();
    if (!first && ended) {
      return "comes after the segment's last line";
    }
    if (!first && !id().equals(fields.get("segment"))) {
      return "is of another segment than the lines before it";
    }
    String wrong = control.isTagged() && read.mac() == null ? "lacks its tag" : null;
    wrong = wrong == null ? control.wrong(bytes, read) : wrong;
    if (wrong == null && !first && !tail().equals(fields.get("digest"))) {
      wrong = "does not have the digest of what lies between it and the control line before";
    }
    if (wrong != null) {
      return wrong;
    }
    count(read);
    hash = read.hash();
    if (wanted.contains(hash)) {
      met.add(hash);
    }
    if (first) {
      origin = control.last();
    }
    ended = Segment.ENDED.equals(fields.get("action"));
    since.reset();
    afterHead = 0;
    strayLine = 0;
    return null;
  }

  @Nullable String wrongRecord(byte[] bytes, int length, ChainedLine read) {
    if (ended) {
      return "comes after the segment's last line";
    }
    if (control.isTagged() != (read.mac() != null)) {
      return control.isTagged() ? "lacks its tag" : "has a tag, and none before it has";
    }
    ChainCheck stripe =
        stripes.computeIfAbsent(read.chain(), name -> new ChainCheck(origin, mac(name)));
    String wrong = stripe.wrong(bytes, read);
    if (wrong == null) {
      count(read);
      digest(bytes, length, true);
      afterHead++;
    }
    return wrong;
  }

  /** A line that is none of ours: only a control line behind it can say that it belongs there. */
  void stray(byte[] bytes, int length, boolean whole, long number) {
    digest(bytes, length, whole);
    if (strayLine == 0 && whole) {
      strayLine = number;
    }
  }

  String id() {
    return begun.getOrDefault("segment", "");
  }

  Map<String, String> fields() {
    return begun;
  }

  String begun(String field) {
    return begun.getOrDefault(field, "");
  }

  /** The digest of what lies behind the newest control line. */
  String tail() {
    return Chain.text(Before.copy(since).digest());
  }

  String hash() {
    return hash;
  }

  /** Whether that head is there, which was wanted. */
  boolean has(String head) {
    return met.contains(head);
  }

  boolean hasEnded() {
    return ended;
  }

  boolean isTagged() {
    return control.isTagged();
  }

  /** Has tags that nobody could check. */
  boolean lacksKey() {
    return isTagged() && key == null;
  }

  /** How many lines no control line stands for yet. */
  long afterHead() {
    return afterHead;
  }

  /** The first stray line that nothing behind it says belongs there; 0 for none. */
  long strayLine() {
    return strayLine;
  }

  long checkedTags() {
    return checkedTags;
  }

  Path file() {
    return file;
  }

  long line() {
    return line;
  }

  boolean isFirstOfFile() {
    return line == 1;
  }

  SegmentSeen seen() {
    return new SegmentSeen(file, line, id(), begun("follows"), ended, hash, checkedTags);
  }

  /** Whatever it has found it goes on to know; no more lines can be checked. */
  void close() {
    control.close();
    stripes.values().forEach(ChainCheck::close);
    stripes.clear();
    if (key != null) {
      key.close();
    }
  }

  private void count(ChainedLine read) {
    if (key != null && read.mac() != null) {
      checkedTags++;
    }
  }

  private void digest(byte[] bytes, int length, boolean whole) {
    since.update(bytes, 0, length);
    if (whole) {
      since.update((byte) '\n');
    }
  }

  private @Nullable EvolvingMac mac(String chain) {
    return key == null ? null : AuditKeys.ofChain(key, chain);
  }
}
