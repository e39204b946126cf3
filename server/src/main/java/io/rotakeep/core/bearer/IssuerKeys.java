package io.rotakeep.core.bearer;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * An issuer's keys as they were last had. They are asked for every five minutes, and at once for a
 * token that none of them has signed, but then every ten seconds at the most: whoever makes up
 * tokens cannot make us ask more. If they cannot be had, the last ones count for a day.
 *
 * <p>Thread-safe. {@link #serial} never waits; {@link #check} and {@link #tend} may.
 */
final class IssuerKeys {
  static final Duration PACE = Duration.ofMinutes(5);
  static final Duration ON_DEMAND = Duration.ofSeconds(10);
  static final Duration KEPT = Duration.ofHours(24);

  private static final System.Logger LOG = System.getLogger(IssuerKeys.class.getName());
  private static final long PATIENCE_SECONDS = 15;

  private final String issuer;
  private final KeySource source;
  private final InstantSource clock;
  private final ReentrantLock asking = new ReentrantLock();
  private volatile KeySet current = new KeySet(List.of(), Instant.MIN, 0);
  private volatile @Nullable Instant asked;
  private volatile boolean failing;

  /** What was had at once; the same only as itself. */
  private static final class KeySet {
    final List<VerificationKey> keys;
    final Instant had;

    /** Another one whenever other keys count. */
    final long serial;

    KeySet(List<VerificationKey> keys, Instant had, long serial) {
      this.keys = keys;
      this.had = had;
      this.serial = serial;
    }
  }

  /** What became of a signature. */
  sealed interface Check {
    /**
     * @param serial of the keys among which was that of the signature
     */
    record Signed(long serial) implements Check {}

    record Refused(TokenFault fault) implements Check {}
  }

  /**
   * @param issuer what logs call it
   */
  IssuerKeys(String issuer, KeySource source, InstantSource clock) {
    this.issuer = issuer;
    this.source = source;
    this.clock = clock;
  }

  /** What was signed under another serial has to be checked again. */
  long serial() {
    return current.serial;
  }

  /** Whether one of the keys has signed it; a key that is not known yet is asked for. */
  Check check(PresentedToken token) {
    KeySet seen = current;
    Check first = check(token, seen);
    if (first instanceof Check.Signed) {
      return first;
    }
    askAgain(seen);
    KeySet now = current;
    return now == seen ? first : check(token, now);
  }

  /** Asks if it is time to. To be called every few seconds. */
  void tend() {
    Duration pace = failing || current.keys.isEmpty() ? ON_DEMAND : PACE;
    if (isPast(asked, pace) && asking.tryLock()) {
      try {
        ask();
      } finally {
        asking.unlock();
      }
    }
    forgetTheOld();
  }

  private static Check check(PresentedToken token, KeySet set) {
    if (set.keys.isEmpty()) {
      return new Check.Refused(TokenFault.NO_KEYS);
    }
    List<VerificationKey> named = set.keys.stream().filter(token::names).toList();
    if (named.isEmpty()) {
      return new Check.Refused(TokenFault.UNKNOWN_KEY);
    }
    return named.stream().anyMatch(token::isSignedBy)
        ? new Check.Signed(set.serial)
        : new Check.Refused(TokenFault.SIGNATURE);
  }

  /** One asks, and those who need the same answer wait for it. */
  private void askAgain(KeySet seen) {
    try {
      if (!asking.tryLock(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    try {
      if (current == seen && isPast(asked, ON_DEMAND)) {
        ask();
      }
    } finally {
      asking.unlock();
    }
  }

  private void ask() {
    asked = clock.instant();
    try {
      List<VerificationKey> keys = List.copyOf(source.fetch());
      KeySet before = current;
      boolean same = new HashSet<>(keys).equals(new HashSet<>(before.keys));
      current = new KeySet(keys, clock.instant(), same ? before.serial : before.serial + 1);
      if (failing || !same) {
        LOG.log(Level.INFO, "listen.jwt: {0} has {1} keys", issuer, keys.size());
      }
      failing = false;
    } catch (KeysUnavailableException e) {
      if (!failing) {
        LOG.log(
            Level.WARNING,
            "listen.jwt: the keys of {0} cannot be had; {1}: {2}",
            issuer,
            current.keys.isEmpty()
                ? "until they are, none of its tokens counts"
                : "the last ones count for 24 hours at the most",
            e.getMessage());
      }
      failing = true;
    }
  }

  private void forgetTheOld() {
    KeySet now = current;
    if (!now.keys.isEmpty() && isPast(now.had, KEPT) && asking.tryLock()) {
      try {
        current = new KeySet(List.of(), Instant.MIN, now.serial + 1);
        LOG.log(
            Level.WARNING,
            "listen.jwt: the keys of {0} are 24 hours old and count no more; none of its tokens"
                + " does until they can be had again",
            issuer);
      } finally {
        asking.unlock();
      }
    }
  }

  /** Also if the clock was put back, so that nothing stands still until it has caught up. */
  private boolean isPast(@Nullable Instant then, Duration pause) {
    if (then == null) {
      return true;
    }
    Duration gone = Duration.between(then, clock.instant());
    return gone.isNegative() || gone.compareTo(pause) >= 0;
  }
}
