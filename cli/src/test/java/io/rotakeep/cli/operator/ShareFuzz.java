package io.rotakeep.cli.operator;

import com.google.protobuf.ByteString;
import io.rotakeep.adapter.bouncycastle.ShamirSeal;
import io.rotakeep.adapter.linux.OffHeapKeyMemory;
import io.rotakeep.cli.session.CliFailure;
import io.rotakeep.cli.session.SecretInput;
import io.rotakeep.cli.session.Shell;
import io.rotakeep.cli.terminal.Terminal;
import io.rotakeep.cli.terminal.Tty;
import io.rotakeep.cli.text.Glyphs;
import io.rotakeep.core.audit.AuditDevice;
import io.rotakeep.core.audit.AuditRecord;
import io.rotakeep.core.seal.KeyBarrier;
import io.rotakeep.core.seal.Operator;
import io.rotakeep.core.seal.SealDesk;
import io.rotakeep.core.seal.SealKind;
import io.rotakeep.core.seal.SealStore;
import io.rotakeep.core.seal.SealWish;
import io.rotakeep.core.seal.Seals;
import io.rotakeep.core.seal.UnsealStep;
import io.rotakeep.core.secret.SecretBytes;
import io.rotakeep.testkit.MutableClock;
import io.rotakeep.testkit.fuzz.Patches;
import io.rotakeep.testkit.fuzz.Trial;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whatever a person types as a share of a seal opens it beside a right one only if it is another
 * right one; else it is answered alike, whichever of the two it was.
 */
public final class ShareFuzz {
  private static final Operator OPERATOR = new Operator("uid:0", "request");
  private static final Duration UNTIL_LOOKED_AT_AGAIN = Duration.ofMinutes(2);
  private static final int CHECKSUM = 4;
  private static final int LENGTH = 48;

  /** All that is ever said of a share, so nothing of one is said. */
  private static final Set<String> ANSWERS =
      Set.of(
          "is no share of this store's seal, or was copied wrongly",
          "was given already; another one is needed",
          "the seal's key does not open the sealed keys");

  private static final MutableClock CLOCK = MutableClock.standing();
  private static final KeyBarrier BARRIER =
      new KeyBarrier(
          new Seals(List.of(new ShamirSeal(new SecureRandom()))),
          new Kept(),
          new SecureRandom(),
          new OffHeapKeyMemory());
  private static final List<ByteString> SHARES =
      BARRIER.init(new SealWish(SealKind.SHAMIR, 3, 2, null)).shares().stream()
          .map(share -> share.read(ByteString::copyFrom))
          .toList();
  private static final SealDesk DESK = new SealDesk(BARRIER, new NoWork(), new NoAudit(), CLOCK);

  private ShareFuzz() {}

  /**
   * The first byte says whether the others are what is typed, damage to the text of a share, damage
   * to one before its checksum, or what is before a checksum.
   */
  public static void fuzzerTestOneInput(byte[] input) {
    Trial.of(input, ShareFuzz::unseal);
  }

  private static void unseal(byte[] input) {
    byte[] typed = typed(input);
    ByteString share;
    try {
      share = new SecretInput(shell(typed, true)).share("share", null);
      if (!share.equals(new SecretInput(shell(typed, false)).share("share", null))) {
        throw new AssertionError("typed it is another share than read");
      }
    } catch (CliFailure e) {
      if (!"share: must be Base64, as it was printed".equals(e.getMessage())) {
        throw new AssertionError("another complaint about a share", e);
      }
      return;
    }
    boolean right = SHARES.indexOf(share) > 0;
    String after = given(SHARES.getFirst(), share);
    String before = given(share, SHARES.getFirst());
    if (right != after.isEmpty() || !after.equals(before)) {
      throw new AssertionError("after a right one: '" + after + "', before: '" + before + "'");
    }
  }

  /** What the last of the shares that were looked at was answered; empty if they opened it. */
  private static String given(ByteString... shares) {
    var _ = DESK.cancel();
    CLOCK.advance(UNTIL_LOOKED_AT_AGAIN);
    for (ByteString share : shares) {
      switch (step(share)) {
        case UnsealStep.Opened() -> {
          DESK.seal(OPERATOR);
          return "";
        }
        case UnsealStep.Refused(String rule) -> {
          if (!ANSWERS.contains(rule)) {
            throw new AssertionError("another answer to a share");
          }
          return rule;
        }
        case UnsealStep.Missing _ -> {}
        case UnsealStep.NotYet _, UnsealStep.Failed _ ->
            throw new AssertionError("a share that was not looked at");
      }
    }
    throw new AssertionError("two of two shares, and more are missing");
  }

  private static UnsealStep step(ByteString share) {
    try (SecretBytes given = SecretBytes.owning(share.toByteArray())) {
      return DESK.unseal(OPERATOR, given);
    }
  }

  private static byte[] typed(byte[] input) {
    byte[] rest = input.length == 0 ? input : Arrays.copyOfRange(input, 1, input.length);
    byte[] share = SHARES.getLast().toByteArray();
    return switch (input.length == 0 ? 0 : Math.floorMod(input[0], 4)) {
      case 1 -> Patches.on(Base64.getEncoder().encode(share), rest);
      case 2 -> summed(Patches.on(share, rest));
      case 3 -> summed(Arrays.copyOf(rest, LENGTH));
      default -> rest;
    };
  }

  /** As it is printed, with the checksum that it should have. */
  private static byte[] summed(byte[] share) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(share, 0, LENGTH - CHECKSUM);
      System.arraycopy(digest.digest(), 0, share, LENGTH - CHECKSUM, CHECKSUM);
      return Base64.getEncoder().encode(share);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private static Shell shell(byte[] given, boolean typed) {
    var nowhere = new PrintWriter(Writer.nullWriter());
    var terminal =
        new Terminal(
            nowhere,
            nowhere,
            new ByteArrayInputStream(given),
            new Keyboard(typed, new String(given, StandardCharsets.UTF_8)),
            Glyphs.UNICODE);
    return new Shell(
        terminal, Map.of(), _ -> false, _ -> {}, CLOCK, AutoCloseable::close, _ -> () -> {});
  }

  /** Where somebody types that, or nobody sits. */
  private record Keyboard(boolean input, String typed) implements Tty {
    @Override
    public boolean output() {
      return false;
    }

    @Override
    public boolean errors() {
      return input;
    }

    @Override
    public char[] secret(String prompt) {
      return typed.toCharArray();
    }

    @Override
    public Size size() {
      return Size.USUAL;
    }
  }

  private static final class Kept implements SealStore {
    private byte @Nullable [] blob;

    @Override
    public Optional<byte[]> load() {
      return Optional.ofNullable(blob);
    }

    @Override
    public void save(byte[] saved) {
      blob = saved;
    }

    @Override
    public void forgetOlder() {}
  }

  private static final class NoWork implements SealDesk.Work {
    @Override
    public void begin() {}

    @Override
    public void end() {}
  }

  private static final class NoAudit implements AuditDevice {
    @Override
    public void record(AuditRecord audited) {}

    @Override
    public void recordDurably(AuditRecord audited) {}
  }
}
