package io.rotakeep.core.rotation;

import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.StoredAccessToken;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How often a connection is refreshed in five minutes: three times, the third no sooner than two
 * minutes after the first, so that a short outage does not use them up. An answer with a new token
 * in place of one that has passed half of its life lets all that was counted go: what is counted
 * are repeats after a failure, and the demands of an application whose API refuses one fresh token
 * after the other. Such demands, and what a person asks for, leave alone what is due for the
 * clock's sake. Thread-safe; memory is bounded by the cache it is given.
 */
final class RefreshBudget {
  static final int MOST = 3;
  static final Duration SPAN = Duration.ofMinutes(5);
  static final Duration BEFORE_THE_LAST = Duration.ofMinutes(2);

  /** Enough for both kinds, whichever came first. */
  private static final int REMEMBERED = 2 * MOST;

  private final BoundedCache<ConnectionId, List<Spent>> spent;

  RefreshBudget(BoundedCache<ConnectionId, List<Spent>> spent) {
    this.spent = spent;
  }

  /**
   * One token request.
   *
   * @param early before the token it was to replace had passed half of its life
   */
  public record Spent(Instant time, boolean early) {}

  /** Whether its access token is in the first half of its life. */
  static boolean isEarly(Connection connection, Instant now) {
    StoredAccessToken token = connection.accessToken();
    return token != null && !token.validity().isSpentByHalf(now);
  }

  /** How long it is spent for; empty if something is left. */
  Optional<Duration> spentFor(ConnectionId id, boolean early, Instant now) {
    List<Instant> counted =
        counted(spent.find(id), now).filter(one -> early || !one.early()).map(Spent::time).toList();
    if (counted.size() < MOST - 1) {
      return Optional.empty();
    }
    Instant next =
        counted.size() < MOST
            ? counted.getFirst().plus(BEFORE_THE_LAST)
            : counted.get(counted.size() - MOST).plus(SPAN);
    return Optional.of(Duration.between(now, next)).filter(Duration::isPositive);
  }

  void spend(ConnectionId id, boolean early, Instant now) {
    spent.merge(
        id,
        List.of(new Spent(now, early)),
        (before, one) -> {
          List<Spent> all = Stream.concat(counted(before, now), one.stream()).toList();
          return List.copyOf(all.subList(Math.max(0, all.size() - REMEMBERED), all.size()));
        });
  }

  /** A token that came in its time: whatever failed before is over. */
  void restore(ConnectionId id) {
    spent.remove(id);
  }

  /** The clock may have been set back: what lies ahead counts no more. */
  private static Stream<Spent> counted(@Nullable List<Spent> all, Instant now) {
    return (all == null ? Stream.<Spent>empty() : all.stream())
        .filter(one -> !one.time().isAfter(now) && now.isBefore(one.time().plus(SPAN)));
  }
}
