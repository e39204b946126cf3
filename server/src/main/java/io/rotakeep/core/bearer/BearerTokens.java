package io.rotakeep.core.bearer;

import io.rotakeep.core.BugException;
import io.rotakeep.core.caller.Caller;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Says who has shown a token. One that counted is remembered to its end, by a keyed hash of it, so
 * that a caller's next calls cost neither a signature nor a lock; its bytes are not kept. It is
 * checked again when its issuer's keys are others.
 *
 * <p>Thread-safe. {@link #known} never waits; {@link #verify} may, for an issuer's keys.
 */
public final class BearerTokens {
  /** Of a token, in bytes. */
  public static final int LONGEST = 8192;

  /** Beyond it the memory starts afresh. Only what an issuer has signed gets into it. */
  static final int MOST_REMEMBERED = 10_000;

  /** One block of SHA-256, so that the digest of every token starts from the same secret state. */
  private static final int KEY_LENGTH = 64;

  private final TokenReader reader;
  private final InstantSource clock;
  private final Map<String, Trusted> issuers = new HashMap<>();
  private final ConcurrentHashMap<Handle, Remembered> remembered = new ConcurrentHashMap<>();
  private final MessageDigest keyed;

  /** An issuer with where its keys are. */
  public record Source(TrustedIssuer issuer, KeySource keys) {}

  private record Trusted(TrustedIssuer issuer, IssuerKeys keys) {}

  private record Handle(long first, long second, long third, long fourth) {}

  private record Remembered(TokenBearer bearer, IssuerKeys keys, long serial) {
    boolean counts(Instant now) {
      return serial == keys.serial() && now.isBefore(bearer.until());
    }
  }

  /** What became of a token. */
  public sealed interface Verdict {
    record Counts(TokenBearer bearer) implements Verdict {}

    record Refused(TokenFault fault) implements Verdict {}
  }

  /**
   * @param sources with one issuer each of {@link TrustedIssuer#issuer} and of its name
   */
  public BearerTokens(
      List<Source> sources, TokenReader reader, InstantSource clock, RandomGenerator random) {
    this.reader = reader;
    this.clock = clock;
    for (Source source : sources) {
      TrustedIssuer issuer = source.issuer();
      Trusted trusted = new Trusted(issuer, new IssuerKeys(issuer.name(), source.keys(), clock));
      if (issuers.put(issuer.issuer(), trusted) != null) {
        throw new IllegalArgumentException("an issuer is there twice: " + issuer.name());
      }
    }
    byte[] key = new byte[KEY_LENGTH];
    random.nextBytes(key);
    this.keyed = sha256();
    keyed.update(key);
  }

  /** Who has shown this token, if it counted before and still does; else it has to be verified. */
  public @Nullable TokenBearer known(byte[] token) {
    Remembered found = remembered.get(handleOf(token));
    return found != null && found.counts(clock.instant()) ? found.bearer() : null;
  }

  /** Checks the token from the beginning. */
  public Verdict verify(byte[] token) {
    try {
      if (token.length > LONGEST) {
        return new Verdict.Refused(TokenFault.MALFORMED);
      }
      return verify(token, reader.read(token));
    } catch (UnreadableTokenException e) {
      return new Verdict.Refused(e.fault());
    }
  }

  /** Asks for the issuers' keys where it is time to, one after the other; may block. */
  public void tend() {
    for (Trusted trusted : issuers.values()) {
      trusted.keys().tend();
    }
  }

  private Verdict verify(byte[] token, PresentedToken read) {
    Trusted trusted = issuers.get(read.claims().issuer());
    if (trusted == null) {
      return new Verdict.Refused(TokenFault.ISSUER);
    }
    return switch (ClaimsJudge.judge(trusted.issuer(), read.claims(), clock.instant())) {
      case ClaimsJudge.Judgement.Refused(TokenFault fault) -> new Verdict.Refused(fault);
      case ClaimsJudge.Judgement.Names(var caller) ->
          switch (trusted.keys().check(read)) {
            case IssuerKeys.Check.Refused(TokenFault fault) -> new Verdict.Refused(fault);
            case IssuerKeys.Check.Signed(long serial) -> {
              TokenBearer bearer = new TokenBearer(new Caller(caller), read.claims().expires());
              remember(token, new Remembered(bearer, trusted.keys(), serial));
              yield new Verdict.Counts(bearer);
            }
          };
    };
  }

  private void remember(byte[] token, Remembered verified) {
    if (remembered.size() >= MOST_REMEMBERED) {
      Instant now = clock.instant();
      remembered.values().removeIf(each -> !each.counts(now));
    }
    if (remembered.size() >= MOST_REMEMBERED) {
      remembered.clear();
    }
    remembered.put(handleOf(token), verified);
  }

  /** Nobody outside ever sees it, so a key before the text is as good as HMAC, at half the cost. */
  private Handle handleOf(byte[] token) {
    try {
      MessageDigest digest = (MessageDigest) keyed.clone();
      ByteBuffer hash = ByteBuffer.wrap(digest.digest(token));
      return new Handle(hash.getLong(), hash.getLong(), hash.getLong(), hash.getLong());
    } catch (CloneNotSupportedException e) {
      throw new BugException("the JDK's SHA-256 can be cloned", e);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new BugException("every JDK has SHA-256", e);
    }
  }
}
