package io.rotakeep.adapter.grpc;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Who has to wait since they flooded a connection, and how long: a second, then four times as long
 * at each repetition, up to a limit. Thread-safe.
 */
final class FloodPenalties {
  static final Duration FIRST = Duration.ofSeconds(1);
  static final Duration LONGEST = Duration.ofSeconds(16);

  /** So long without another flood, and the next one counts as the first. */
  static final Duration FORGETS = Duration.ofMinutes(5);

  /** Of so many at once; who floods beyond them is not made to wait. */
  static final int CALLERS = 10_000;

  private static final System.Logger LOG = System.getLogger(FloodPenalties.class.getName());
  private static final int FACTOR = 4;

  private final Map<String, Penalty> penalties = new ConcurrentHashMap<>();

  private record Penalty(Instant from, Duration lasts) {
    boolean holdsAt(Instant time) {
      // A clock that was set back lets everybody in.
      return !time.isBefore(from) && time.isBefore(end());
    }

    Instant end() {
      return from.plus(lasts);
    }

    boolean isForgottenAt(Instant time) {
      return time.isBefore(from) || !time.isBefore(end().plus(FORGETS));
    }

    Penalty again(Instant time) {
      Duration longer = lasts.multipliedBy(FACTOR);
      return new Penalty(time, longer.compareTo(LONGEST) < 0 ? longer : LONGEST);
    }
  }

  /** How long it has to wait from now on; zero if it has not. */
  Duration left(String caller, Instant now) {
    Penalty penalty = penalties.get(caller);
    return penalty != null && penalty.holdsAt(now)
        ? Duration.between(now, penalty.end())
        : Duration.ZERO;
  }

  void flooded(String caller, Instant now) {
    if (penalties.size() >= CALLERS && !penalties.containsKey(caller)) {
      penalties.values().removeIf(penalty -> penalty.isForgottenAt(now));
      if (penalties.size() >= CALLERS) {
        return;
      }
    }
    penalties.compute(caller, (_, before) -> next(caller, before, now));
  }

  private static Penalty next(String caller, @Nullable Penalty before, Instant now) {
    if (before != null && before.holdsAt(now)) {
      // Another connection of the same flood.
      return before;
    }
    Penalty next =
        before == null || before.isForgottenAt(now) ? new Penalty(now, FIRST) : before.again(now);
    LOG.log(
        System.Logger.Level.WARNING,
        "{0} flooded a connection, which was ended; new ones are refused for {1} s",
        caller,
        next.lasts().toSeconds());
    return next;
  }
}
