package io.rotakeep.testkit.doubles;

import io.rotakeep.testkit.authorization.Presentation.Outcome;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The tokens and the rotation rule.
 *
 * <p>Thread-safe: one lock around each operation, so that of two presentations of one token at the
 * same moment exactly one comes first.
 */
final class TokenStore {
  private final DoubleSettings settings;
  private final Ledger ledger;
  private final TokenSource values;

  /** The oldest first. */
  private final Map<String, Chain> chains = new LinkedHashMap<>();

  private final Map<String, RefreshToken> refreshTokens = new HashMap<>();
  private final Map<String, AccessToken> accessTokens = new HashMap<>();

  TokenStore(DoubleSettings settings, Ledger ledger, TokenSource values) {
    this.settings = settings;
    this.ledger = ledger;
    this.values = values;
  }

  /** The first pair of a chain; empty if the chain was revoked before it began. */
  synchronized Optional<TokenPair> open(Chain chain) {
    if (chain.revoked) {
      return Optional.empty();
    }
    add(chain);
    Instant now = settings.clock().instant();
    return Optional.of(newPair(chain, null, now));
  }

  /** A chain of its own, begun without an authorization code; its first refresh token. */
  synchronized String grant(String clientId, String subject, String scope) {
    var chain = new Chain(values.next("chain_"), values.next("grant_"), clientId, subject, scope);
    add(chain);
    var first = new RefreshToken(values.next("rt_"), chain, null, settings.clock().instant());
    keep(first);
    return first.value;
  }

  synchronized RefreshResult refresh(String value, String clientId) {
    Instant now = settings.clock().instant();
    RefreshToken token = refreshTokens.get(value);
    if (token == null || !token.chain.clientId.equals(clientId) || dead(token, now)) {
      ledger.presented(now, value, Outcome.REJECTED);
      return new RefreshResult.Refused();
    }
    return switch (token.judge(settings.rotation(), now)) {
      case KEEP -> granted(token, now, Outcome.NOT_ROTATED, sameToken(token, now));
      case ROTATE -> granted(token, now, Outcome.ROTATED, successor(token, now));
      case REPLAY -> granted(token, now, Outcome.REPLAYED, successor(token, now));
      case REPEAT_ANSWER ->
          granted(token, now, Outcome.REPLAYED, token.firstAnswer().orElseThrow());
      case REUSE -> {
        ledger.presented(now, value, Outcome.REUSED);
        revokeWithin(token.chain, settings.blastRadius());
        yield new RefreshResult.Refused();
      }
    };
  }

  /** RFC 7009: a refresh token takes its chain along, an access token goes alone. */
  synchronized boolean revoke(String value, String clientId) {
    RefreshToken token = refreshTokens.get(value);
    if (token != null && token.chain.clientId.equals(clientId)) {
      boolean wasAlive = !token.chain.revoked;
      revokeChain(token.chain);
      return wasAlive;
    }
    AccessToken access = accessTokens.get(value);
    if (access != null && access.chain().clientId.equals(clientId)) {
      accessTokens.remove(value);
      return true;
    }
    return false;
  }

  synchronized void revokeChain(Chain chain) {
    if (!chain.revoked) {
      chain.revoked = true;
      ledger.revoked();
    }
  }

  /** Ends everything the subject granted to any client, as an administrator may. */
  synchronized void revokeSubject(String subject) {
    chains.values().stream()
        .filter(chain -> chain.subject.equals(subject))
        .forEach(this::revokeChain);
  }

  synchronized Optional<AccessToken> livingAccess(String value) {
    Instant now = settings.clock().instant();
    return Optional.ofNullable(accessTokens.get(value)).filter(token -> token.living(now));
  }

  /** The refresh token, if a use of it would be granted now; asking changes nothing. */
  synchronized Optional<RefreshToken> usableRefresh(String value) {
    Instant now = settings.clock().instant();
    return Optional.ofNullable(refreshTokens.get(value))
        .filter(token -> !dead(token, now))
        .filter(token -> token.judge(settings.rotation(), now) != RefreshToken.Use.REUSE);
  }

  /** One grant more than are kept ends the oldest, as some servers do without a word. */
  private void add(Chain chain) {
    chains.put(chain.id, chain);
    List<Chain> living =
        chains.values().stream()
            .filter(other -> !other.revoked && chain.reaches(other, BlastRadius.SUBJECT))
            .toList();
    int tooMany = living.size() - settings.grantsPerSubject();
    living.stream().limit(Math.max(0, tooMany)).forEach(this::revokeChain);
  }

  private boolean dead(RefreshToken token, Instant now) {
    return token.chain.revoked || token.expired(now, settings.refreshTokenLife());
  }

  private RefreshResult granted(RefreshToken token, Instant now, Outcome outcome, TokenPair pair) {
    token.used(now);
    ledger.presented(now, token.value, outcome);
    return new RefreshResult.Granted(pair);
  }

  private TokenPair sameToken(RefreshToken token, Instant now) {
    boolean repeats =
        settings.rotation() instanceof RotationClass.None(boolean repeatsToken) && repeatsToken;
    String access = newAccess(token.chain, now);
    return new TokenPair(access, repeats ? token.value : null, token.chain, now);
  }

  private TokenPair successor(RefreshToken token, Instant now) {
    TokenPair pair = newPair(token.chain, token, now);
    token.spent(now, pair);
    return pair;
  }

  private TokenPair newPair(Chain chain, @Nullable RefreshToken predecessor, Instant now) {
    var refresh = new RefreshToken(values.next("rt_"), chain, predecessor, now);
    keep(refresh);
    return new TokenPair(newAccess(chain, now), refresh.value, chain, now);
  }

  private void keep(RefreshToken token) {
    refreshTokens.put(token.value, token);
    ledger.issued(token);
  }

  private String newAccess(Chain chain, Instant now) {
    String value = values.next("at_");
    accessTokens.put(
        value, new AccessToken(value, chain, now, now.plus(settings.accessTokenLife())));
    ledger.issuedAccess(value);
    return value;
  }

  private void revokeWithin(Chain origin, BlastRadius radius) {
    chains.values().stream()
        .filter(chain -> origin.reaches(chain, radius))
        .forEach(this::revokeChain);
  }
}
