package io.rotakeep.adapter.grpc;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Who has to wait since they flooded a connection, and how long: a second, then four times as long
 * at each repetition, up to what is theirs at the most. Thread-safe.
 */
final class FloodPenalties {
  static final Duration FIRST = Duration.ofSeconds(1);
  static final Duration LONGEST = Duration.ofSeconds(16);

  /** So long without another flood, and the next one counts as the first. */
  static final Duration FORGETS = Duration.ofMinutes(5);

  /** Of so many at once; who floods beyond them is not made to wait. */
  static final int PEERS = 10_000;

  private static final System.Logger LOG = System.getLogger(FloodPenalties.class.getName());
  private static final int FACTOR = 4;

  private final Map<Peer, Penalty> penalties = new ConcurrentHashMap<>();

  /**
   * @param longest so long it waits at the most
   */
  record Peer(String name, Duration longest) {}

  private record Penalty(Instant from, Duration lasts) {
    boolean holdsAt(Instant time) {
      // A clock that was set back lets everybody in.
      return !time.isBefore(from) && time.isBefore(from.plus(lasts));
    }

    boolean isForgottenAt(Instant time) {
      return time.isBefore(from) || !time.isBefore(from.plus(lasts).plus(FORGETS));
    }

    Penalty again(Instant time, Duration longest) {
      Duration longer = lasts.multipliedBy(FACTOR);
      return new Penalty(time, longer.compareTo(longest) < 0 ? longer : longest);
    }
  }

  boolean waits(Peer peer, Instant now) {
    Penalty penalty = penalties.get(peer);
    return penalty != null && penalty.holdsAt(now);
  }

  void flooded(Peer peer, Instant now) {
    if (penalties.size() >= PEERS && !penalties.containsKey(peer)) {
      penalties.values().removeIf(penalty -> penalty.isForgottenAt(now));
      if (penalties.size() >= PEERS) {
        return;
      }
    }
    penalties.compute(peer, (_, before) -> next(peer, before, now));
  }

  private static Penalty next(Peer peer, @Nullable Penalty before, Instant now) {
    if (before != null && before.holdsAt(now)) {
      // Another connection of the same flood.
      return before;
    }
    Penalty next =
        before == null || before.isForgottenAt(now)
            ? new Penalty(now, FIRST)
            : before.again(now, peer.longest());
    LOG.log(
        System.Logger.Level.WARNING,
        "{0} flooded a connection, which was ended; new ones are refused for {1} s",
        peer.name(),
        next.lasts().toSeconds());
    return next;
  }
}
