package io.rotakeep.simulation;

import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.provider.Provider;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One grant as the authorization server knows it: the truth that verdicts are held against. */
final class Chain {
  final Provider provider;
  final String subject;
  final ConnectionId connection;
  final Instant obtained;
  final List<Token> tokens = new ArrayList<>();
  @Nullable Demise demise;

  /** Whether a thief has presented a token of it, successfully or not. */
  boolean thiefActed;

  /** What ended a grant at its server. */
  enum Demise {
    /** A second use of a token, at least one of the two by a thief. */
    REUSE_BY_A_THIEF,
    /** A second use of a token, and nobody else's. */
    REUSE_BY_US,
    /** The same, when a person had accepted that it might cost the siblings their tokens. */
    REUSE_AT_A_PERSONS_RISK,
    /** The user, an administrator or the provider. */
    REVOKED_THERE,
    REVOKED_BY_US,
    TOO_LONG_UNUSED,
    TOO_OLD
  }

  /** One refresh token as the server knows it. */
  static final class Token {
    final Chain chain;
    final String text;
    final @Nullable Token predecessor;
    final boolean issuedToThief;
    Instant unusedSince;
    int presentations;
    @Nullable Instant firstUse;
    boolean ended;
    boolean usedByThief;

    Token(Chain chain, String text, @Nullable Token predecessor, boolean toThief, Instant issued) {
      this.chain = chain;
      this.text = text;
      this.predecessor = predecessor;
      this.issuedToThief = toThief;
      this.unusedSince = issued;
    }
  }

  Chain(Provider provider, String subject, ConnectionId connection, Instant obtained) {
    this.provider = provider;
    this.subject = subject;
    this.connection = connection;
    this.obtained = obtained;
  }

  /** What has ended it by now, age included. */
  @Nullable Demise demiseAt(Instant now, Token token) {
    if (demise != null) {
      return demise;
    }
    if (isOver(obtained, provider.tokens().absoluteTtl(), now)) {
      return Demise.TOO_OLD;
    }
    return isOver(token.unusedSince, provider.tokens().idleTtl(), now)
        ? Demise.TOO_LONG_UNUSED
        : null;
  }

  /** Whether somebody else than us has a hand in what becomes of its tokens. */
  boolean isTouchedByOthers() {
    return thiefActed || (demise != null && demise != Demise.REUSE_BY_US);
  }

  Token newestOfOurs() {
    return tokens.reversed().stream()
        .filter(token -> !token.issuedToThief)
        .findFirst()
        .orElseThrow();
  }

  private static boolean isOver(Instant since, @Nullable Duration limit, Instant now) {
    return limit != null && Duration.between(since, now).compareTo(limit) > 0;
  }
}
