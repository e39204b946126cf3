package io.rotakeep.adapter.audit;

import io.rotakeep.core.InvalidFieldException;
import io.rotakeep.core.audit.AuditQuery;
import io.rotakeep.core.audit.AuditUnavailableException;
import io.rotakeep.core.crypto.AuditKeys;
import io.rotakeep.core.crypto.Keyring;
import io.rotakeep.core.secret.PlainKeyMemory;
import io.rotakeep.core.secret.SecretBytes;
import io.rotakeep.testkit.fuzz.Patches;
import io.rotakeep.testkit.fuzz.Trial;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whatever lies in a trail's place is the trail to its newest head, or does not hold; a daemon that
 * starts on it goes on behind that head, or says what it misses.
 */
public final class TrailFuzz {
  private static final String RUN = "0123456789abcdef";
  private static final String LATER_RUN = "fedcba9876543210";
  private static final Path FILE = directory().resolve("audit.jsonl");
  private static final Keyring KEYRING = Keyring.generate(new SecureRandom(), new PlainKeyMemory());
  private static final AuditKeys KEYS = new AuditKeys(() -> KEYRING, TrailBed.STORE);
  private static final ByteArrayOutputStream WRITTEN = new ByteArrayOutputStream();
  private static final Head HEAD = written();
  private static final byte[] WHOLE = WRITTEN.toByteArray();
  private static final byte[] KEPT = kept();

  private TrailFuzz() {}

  /**
   * The first byte says whether the others are a file, damage to a trail, a piece in place of
   * another in it, lines of it in another order, a forged trail, damage to what is remembered of a
   * trail, or a file of keys.
   */
  public static void fuzzerTestOneInput(byte[] input) {
    Trial.of(input, TrailFuzz::read);
  }

  private static void read(byte[] input) throws IOException {
    byte[] rest = input.length == 0 ? input : Arrays.copyOfRange(input, 1, input.length);
    switch (input.length == 0 ? 0 : Math.floorMod(input[0], 7)) {
      case 1 -> damaged(Patches.on(WHOLE, rest));
      case 2 -> damaged(spliced(rest));
      case 3 -> damaged(reordered(rest));
      case 4 -> forged(ForgedTrail.of(rest));
      case 5 -> remembered(rest);
      case 6 -> keys(rest);
      default -> damaged(rest);
    }
  }

  /**
   * Without a key or a head a trail holds that ends early, each chain at its own place since the
   * last control line, and none that was changed.
   */
  private static void damaged(byte[] content) throws IOException {
    forged(content);
    if (verified(SegmentKeys.NONE, List.of()).holds()
        && !isTrail(content, 1)
        && !EndedChains.isTrail(content, WHOLE, beginOfSecond())) {
      throw new AssertionError("a trail holds that was changed");
    }
  }

  private static void forged(byte[] content) throws IOException {
    Files.write(FILE, content);
    var _ = verified(SegmentKeys.NONE, List.of());
    AuditReport report = verified(SegmentKeys.of(KEYS), List.of(HEAD.hash()));
    if (report.holds() != isTrail(content, (int) HEAD.end())) {
      throw new AssertionError("with keys and head it holds: " + report.holds());
    }
    Opening found = Opening.of(FILE, TrailBed.STORE, heads());
    if (found.sign() == null && !(found.inPlace() && endsInItsPlace(content))) {
      throw new AssertionError("a daemon misses nothing where the newest head was");
    }
    try {
      var _ = new AuditSearch(FILE).search(new AuditQuery(null, null, _ -> true, 1000, null));
    } catch (AuditUnavailableException e) {
      Trial.checkLine(String.valueOf(e.getMessage()));
    }
  }

  private static AuditReport verified(SegmentKeys keys, List<String> heads) throws IOException {
    AuditReport report = new AuditVerifier(keys, heads).verify(List.of(FILE));
    report.breaks().forEach(broken -> Trial.checkLine(broken.what()));
    report.notices().forEach(notice -> Trial.checkLine(notice.what()));
    return report;
  }

  /** Whether its whole lines are the trail's from its first or second segment on, so many bytes. */
  private static boolean isTrail(byte[] content, int atLeast) {
    int lines = content.length;
    while (lines > 0 && content[lines - 1] != '\n') {
      lines--;
    }
    int second = beginOfSecond();
    boolean fromFirst = lines >= atLeast && begins(content, lines, 0);
    boolean fromSecond = lines + second >= atLeast && begins(content, lines, second);
    return lines > 0 && (fromFirst || fromSecond);
  }

  private static boolean begins(byte[] content, int length, int from) {
    return length <= WHOLE.length - from
        && Arrays.equals(content, 0, length, WHOLE, from, from + length);
  }

  private static int beginOfSecond() {
    String text = new String(WHOLE, StandardCharsets.ISO_8859_1);
    return text.lastIndexOf('\n', text.lastIndexOf(Segment.BEGUN)) + 1;
  }

  /** The hash that a line ends with, a quote, a bracket and the line's end. */
  private static boolean endsInItsPlace(byte[] content) {
    int end = (int) HEAD.end();
    int from = end - HEAD.hash().length() - 3;
    return content.length >= end && Arrays.equals(content, from, end, WHOLE, from, end);
  }

  /** In place of so many bytes at a place, which come first, whatever else is there. */
  private static byte[] spliced(byte[] input) {
    if (input.length < Short.BYTES + 1) {
      return input;
    }
    int at = Math.min(Short.toUnsignedInt(ByteBuffer.wrap(input).getShort()), WHOLE.length);
    int behind = Math.min(at + Byte.toUnsignedInt(input[Short.BYTES]), WHOLE.length);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(WHOLE, 0, at);
    out.write(input, Short.BYTES + 1, input.length - Short.BYTES - 1);
    out.write(WHOLE, behind, WHOLE.length - behind);
    return out.toByteArray();
  }

  /** Each byte is the number of a line. */
  private static byte[] reordered(byte[] input) {
    List<String> lines = new String(WHOLE, StandardCharsets.ISO_8859_1).lines().toList();
    StringBuilder all = new StringBuilder();
    for (byte number : input) {
      all.append(lines.get(Math.floorMod(number, lines.size()))).append('\n');
    }
    return all.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  /** The first byte says whether the others are all that is remembered, or damage to it. */
  private static void remembered(byte[] input) throws IOException {
    byte[] rest = input.length == 0 ? input : Arrays.copyOfRange(input, 1, input.length);
    boolean damage = input.length > 0 && input[0] % 2 == 0;
    Files.write(FILE, WHOLE);
    Path file = headFile();
    Files.write(file, damage ? Patches.on(KEPT, rest) : rest);
    try {
      Opening found = Opening.of(FILE, TrailBed.STORE, heads());
      if (found.sign() == null && !HEAD.equals(heads().read())) {
        throw new AssertionError("a daemon believes another head");
      }
      var _ = KeptHeads.of(file.resolveSibling(""), FILE, KEYS);
    } catch (IOException e) {
      Trial.checkLine(String.valueOf(e.getMessage()));
    } finally {
      Files.write(file, KEPT);
    }
  }

  private static void keys(byte[] input) throws IOException {
    Path file = Files.write(FILE.resolveSibling("keys"), input);
    try {
      try (SecretBytes key = keyOf(SegmentKeys.in(file))) {
        if (key != null && key.length() != Chain.HASH) {
          throw new AssertionError("a key of another length");
        }
      }
    } catch (InvalidFieldException e) {
      Trial.check(String.valueOf(e.getMessage()));
    }
  }

  private static @Nullable SecretBytes keyOf(SegmentKeys keys) {
    return keys.of(RUN + ".1");
  }

  private static HeadFile heads() {
    return new HeadFile(FILE.resolveSibling(""), FILE, KEYS);
  }

  /**
   * A run that was killed within a line, and one that goes on; the newest head, which is
   * remembered.
   */
  private static Head written() {
    try {
      try (AppendOnlyFile file = AppendOnlyFile.open(FILE)) {
        write(new Segment(RUN + ".1", file), null);
      }
      Files.writeString(FILE, "{\"time\":\"2026-03", StandardOpenOption.APPEND);
      Before before = Tail.of(FILE).orElseThrow().before();
      try (AppendOnlyFile file = AppendOnlyFile.open(FILE)) {
        Head head = write(new Segment(LATER_RUN + ".1", file), before);
        WRITTEN.writeBytes(Files.readAllBytes(FILE));
        return head;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Head write(Segment segment, @Nullable Before before) throws IOException {
    SegmentKeys.Derived keys = new SegmentKeys.Derived(KEYS);
    SecretBytes key = keys.of(segment.id());
    HeadKey heads = keys.headsOf(segment.id());
    if (key == null || heads == null) {
      throw new AssertionError("no key for " + segment.id());
    }
    try (key) {
      segment.key(new HeadKey.AndLines(heads, key));
      segment.begin(Instant.EPOCH, TrailBed.STORE, before, null);
      Stripe first = stripe(0, segment, key);
      Stripe second = stripe(1, segment, key);
      first.write(TrailBed.record("a"));
      second.write(TrailBed.record("b"));
      segment.head(Instant.EPOCH, Segment.HEAD);
      second.write(TrailBed.record("c"));
      segment.head(Instant.EPOCH, Segment.HEAD);
      Head head = segment.remembered();
      heads().write(head, segment::vouch, Instant.EPOCH);
      first.write(TrailBed.record("d"));
      return head;
    }
  }

  private static Stripe stripe(int number, Segment segment, SecretBytes key) {
    Stripe stripe = new Stripe(number, segment);
    stripe.key(key);
    return stripe;
  }

  private static byte[] kept() {
    try {
      return Files.readAllBytes(headFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path headFile() throws IOException {
    try (var all = Files.list(FILE.resolveSibling(""))) {
      return all.filter(name -> name.getFileName().toString().startsWith("audit-head-"))
          .findFirst()
          .orElseThrow();
    }
  }

  private static Path directory() {
    try {
      Path made = Files.createTempDirectory("trail-fuzz");
      made.toFile().deleteOnExit();
      return made;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
