package io.rotakeep.simulation;

import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.crypto.Fingerprint;
import io.rotakeep.core.crypto.Fingerprinter;
import io.rotakeep.core.provider.BlastRadius;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.provider.RotationClass;
import io.rotakeep.core.secret.SecretBytes;
import io.rotakeep.simulation.Chain.Demise;
import io.rotakeep.simulation.Chain.Token;
import io.rotakeep.testkit.MutableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Every authorization server of one world: does with refresh tokens what each rotation class says,
 * and knows who presented what, and why a grant ended.
 */
final class SimulatedServer {
  /** Stands in every token it issues, so that one written in plain is recognised. */
  static final String MARK = "-0123456789abcdef";

  private final MutableClock time;
  private final Fingerprinter fingerprinter;
  private final List<Chain> chains = new ArrayList<>();
  private final Map<String, Token> tokens = new HashMap<>();
  private final Map<Fingerprint, Token> byFingerprint = new HashMap<>();
  private int issued;

  SimulatedServer(MutableClock time, Fingerprinter fingerprinter) {
    this.time = time;
    this.fingerprinter = fingerprinter;
  }

  /** Who presents a token. */
  enum Presenter {
    US,
    /** With the word of a person who was told that siblings may lose their tokens. */
    US_AT_A_PERSONS_RISK,
    THIEF
  }

  /** The server's word on a token. */
  sealed interface Word {
    /**
     * @param next the refresh token of the answer, the presented one where the class keeps it
     */
    record Granted(Token next) implements Word {}

    record Refused(String error) implements Word {}
  }

  List<Chain> chains() {
    return chains;
  }

  Chain enrol(Provider provider, String subject, ConnectionId connection) {
    Chain chain = new Chain(provider, subject, connection, time.instant());
    chains.add(chain);
    issue(chain, null, Presenter.US);
    return chain;
  }

  Token find(String text) {
    Token token = tokens.get(text);
    if (token == null) {
      throw new Violation("a token was presented that nobody has issued");
    }
    return token;
  }

  Token find(Fingerprint fingerprint) {
    Token token = byFingerprint.get(fingerprint);
    if (token == null) {
      throw new Violation("a token is stored that nobody has issued");
    }
    return token;
  }

  Word present(Token token, Presenter who) {
    Chain chain = token.chain;
    Instant now = time.instant();
    boolean usable = isUsable(token);
    token.presentations++;
    if (who == Presenter.THIEF) {
      token.usedByThief = true;
      chain.thiefActed = true;
    }
    Instant first = token.firstUse;
    token.firstUse = first == null ? now : first;
    if (!usable) {
      end(token, who, now);
      return new Word.Refused(
          chain.demise == Demise.REVOKED_THERE && tells(chain.provider)
              ? SimulatedProviders.REVOKED
              : "invalid_grant");
    }
    if (token.predecessor != null) {
      token.predecessor.ended = true;
    }
    if (chain.provider.tokens().rotation() instanceof RotationClass.None) {
      token.unusedSince = now;
      return new Word.Granted(token);
    }
    return new Word.Granted(issue(chain, token, who));
  }

  void revoke(Chain chain, Demise why) {
    if (chain.demise == null) {
      chain.demise = why;
    }
  }

  /** Whether a refresh with this token would succeed now. */
  boolean isUsable(Token token) {
    Instant now = time.instant();
    if (token.chain.demiseAt(now, token) != null) {
      return false;
    }
    Instant first = token.firstUse;
    return switch (token.chain.provider.tokens().rotation()) {
      case RotationClass.None _, RotationClass.Overlapping _ -> true;
      case RotationClass.Successor _ -> !token.ended;
      case RotationClass.Window(Duration length) ->
          first == null || now.isBefore(first.plus(length));
      case RotationClass.Count(int extraUses) -> token.presentations <= extraUses;
      case RotationClass.Strict _, RotationClass.Family _, RotationClass.Mixed _ -> first == null;
    };
  }

  static boolean tells(Provider provider) {
    return !provider.tokens().errors().isEmpty();
  }

  /** An unusable token was presented: notes what ended it, or punishes its second use. */
  private void end(Token token, Presenter who, Instant now) {
    Chain chain = token.chain;
    Demise before = chain.demiseAt(now, token);
    if (before != null) {
      revoke(chain, before);
      return;
    }
    RotationClass rotation = chain.provider.tokens().rotation();
    if (rotation instanceof RotationClass.Family || rotation instanceof RotationClass.Mixed) {
      Demise why = token.usedByThief ? Demise.REUSE_BY_A_THIEF : reuseBy(who);
      chains.stream().filter(other -> suffers(other, chain)).forEach(other -> revoke(other, why));
    }
  }

  private static Demise reuseBy(Presenter who) {
    return switch (who) {
      case US -> Demise.REUSE_BY_US;
      case US_AT_A_PERSONS_RISK -> Demise.REUSE_AT_A_PERSONS_RISK;
      case THIEF -> Demise.REUSE_BY_A_THIEF;
    };
  }

  private static boolean suffers(Chain other, Chain chain) {
    return other == chain
        || (chain.provider.tokens().blastRadius() == BlastRadius.SUBJECT
            && other.provider.equals(chain.provider)
            && other.subject.equals(chain.subject));
  }

  private Token issue(Chain chain, @Nullable Token predecessor, Presenter to) {
    issued++;
    String text = "rt-" + issued + MARK;
    Token token = new Token(chain, text, predecessor, to == Presenter.THIEF, time.instant());
    chain.tokens.add(token);
    tokens.put(text, token);
    try (SecretBytes secret = SecretBytes.copyOfAscii(text)) {
      byFingerprint.put(
          fingerprinter.ofRefreshToken(
              chain.provider.issuer().toString(), chain.provider.client().id(), secret),
          token);
    }
    return token;
  }
}
