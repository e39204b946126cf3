package io.rotakeep.core.rotation;

import io.rotakeep.core.connection.ConnectionId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How often a connection is refreshed before its time: three times in five minutes. A refresh
 * because a token has passed half of its life, answered with a new one, is not before its time.
 * What is counted are repeats after a failure, and the demands of an application whose API refuses
 * one fresh token after the other. Thread-safe; memory is bounded by the cache it is given.
 */
final class RefreshBudget {
  static final int MOST = 3;
  static final Duration SPAN = Duration.ofMinutes(5);

  private final BoundedCache<ConnectionId, List<Instant>> spent;

  RefreshBudget(BoundedCache<ConnectionId, List<Instant>> spent) {
    this.spent = spent;
  }

  /** How long it is spent for; empty if something is left. */
  Optional<Duration> spentFor(ConnectionId id, Instant now) {
    List<Instant> counted = counted(spent.find(id), now);
    return counted.size() < MOST
        ? Optional.empty()
        : Optional.of(Duration.between(now, counted.getFirst().plus(SPAN)));
  }

  void spend(ConnectionId id, Instant now) {
    spent.merge(
        id,
        List.of(now),
        (before, one) ->
            Stream.concat(counted(before, now).stream(), one.stream())
                .skip(Math.max(0, counted(before, now).size() + 1 - MOST))
                .toList());
  }

  /** A token that came in its time: whatever failed before is over. */
  void restore(ConnectionId id) {
    spent.remove(id);
  }

  /** The clock may have been set back: what lies ahead counts no more. */
  private static List<Instant> counted(@Nullable List<Instant> all, Instant now) {
    return all == null
        ? List.of()
        : all.stream().filter(time -> !time.isAfter(now) && now.isBefore(time.plus(SPAN))).toList();
  }
}
