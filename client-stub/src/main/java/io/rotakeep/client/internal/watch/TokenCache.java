package io.rotakeep.client.internal.watch;

import io.rotakeep.client.AccessToken;
import io.rotakeep.client.TokenRequest;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The newest token of each connection, as the stream tells it. Hands one out only while it lives,
 * while the daemon was heard within {@code maxStale}, and never one that an API has rejected.
 *
 * <p>Thread-safe. {@link #find} takes no lock and makes no object; only the stream puts tokens
 * here, since what any other call brought might be older than a revocation that came meanwhile.
 */
public final class TokenCache {
  private static final int REJECTED_REMEMBERED = 4096;

  private final Duration maxStale;
  private final Clocks clocks;
  private final ConcurrentHashMap<String, Held> tokens = new ConcurrentHashMap<>();

  /** Ids of tokens that APIs rejected, oldest first. Guarded by this. */
  private final Set<String> rejected = new LinkedHashSet<>();

  private volatile Until trusted;

  /**
   * @param maxStale how long after the last word from the daemon its tokens are still handed out
   */
  public TokenCache(Duration maxStale, Clocks clocks) {
    this.maxStale = maxStale;
    this.clocks = clocks;
    this.trusted = Until.in(Duration.ZERO, clocks);
  }

  /**
   * @param end of the token's life
   */
  private record Held(AccessToken token, Until end) {
    boolean leaves(Duration least, long nanos, long millis) {
      return !least.isNegative()
          && least.compareTo(Until.LONGEST) < 0
          && !end.isPast(nanos + least.toNanos(), millis + least.toMillis());
    }
  }

  /** The connection's token if it may be used at this moment, else null. */
  public @Nullable AccessToken find(String connection) {
    Held held = tokens.get(connection);
    if (held == null) {
      return null;
    }
    long nanos = clocks.nanos();
    long millis = clocks.millis();
    return trusted.isPast(nanos, millis) || held.end.isPast(nanos, millis) ? null : held.token;
  }

  /** The same if the token also does what the request asks. */
  public @Nullable AccessToken find(TokenRequest request) {
    Held held = tokens.get(request.connection());
    if (held == null || held.token.tokenId().equals(request.rejectedTokenId())) {
      return null;
    }
    long nanos = clocks.nanos();
    long millis = clocks.millis();
    boolean does = held.leaves(request.minValidity(), nanos, millis);
    return does && !trusted.isPast(nanos, millis) ? held.token : null;
  }

  /**
   * The daemon said, {@code ago}, that it had told everything: {@code maxStale} counts from there.
   */
  void heard(Duration ago) {
    trusted = Until.in(maxStale.minus(ago), clocks);
  }

  /**
   * @param life what is left of it
   */
  synchronized void put(String connection, AccessToken token, Duration life) {
    if (rejected.contains(token.tokenId())) {
      tokens.remove(connection);
    } else {
      tokens.put(connection, new Held(token, Until.in(life, clocks)));
    }
  }

  public void drop(String connection) {
    tokens.remove(connection);
  }

  void keepOnly(Set<String> connections) {
    tokens.keySet().retainAll(connections);
  }

  public void clear() {
    tokens.clear();
  }

  /** An API refused the token: it is never handed out again, even if the daemon repeats it. */
  public synchronized void reject(String connection, String tokenId) {
    rejected.add(tokenId);
    if (rejected.size() > REJECTED_REMEMBERED) {
      var oldest = rejected.iterator();
      oldest.next();
      oldest.remove();
    }
    tokens.computeIfPresent(
        connection, (id, held) -> held.token.tokenId().equals(tokenId) ? null : held);
  }

  /** The daemon answered a call with this token; an older one is not handed out after it. */
  public void seen(String connection, AccessToken answer) {
    tokens.computeIfPresent(connection, (id, held) -> isOlder(held.token, answer) ? null : held);
  }

  private static boolean isOlder(AccessToken held, AccessToken answer) {
    if (held.tokenId().equals(answer.tokenId())) {
      return false;
    }
    return held.generation() < answer.generation()
        || (held.generation() == answer.generation() && held.expiry().isBefore(answer.expiry()));
  }
}
