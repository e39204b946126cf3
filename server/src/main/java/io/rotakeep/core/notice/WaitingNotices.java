package io.rotakeep.core.notice;

import io.rotakeep.core.incident.Incident;
import io.rotakeep.core.incident.IncidentId;
import io.rotakeep.core.incident.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The incidents of which one receiver lacks something, so many at the most. Only its courier
 * changes it; others may ask how many they are.
 */
final class WaitingNotices {
  private static final Comparator<Waiting> MOST_URGENT_FIRST =
      Comparator.comparing(Waiting::severity).reversed().thenComparing(Waiting::since);
  private static final Comparator<Waiting> LEAST_URGENT_THEN_OLDEST =
      Comparator.comparing(Waiting::severity).thenComparing(Waiting::since);

  private final int most;
  private final Map<IncidentId, Waiting> all = new LinkedHashMap<>();
  private volatile int size;

  /**
   * @param since when it began to wait
   * @param failures how often it was sent in vain
   * @param due not to be sent before
   */
  record Waiting(IncidentId incident, Severity severity, Instant since, int failures, Instant due) {
    Waiting failedUntil(Instant next) {
      return new Waiting(incident, severity, since, failures + 1, next);
    }
  }

  WaitingNotices(int most) {
    this.most = most;
  }

  int size() {
    return size;
  }

  /**
   * Has it wait, if it does not yet.
   *
   * @return what gave way to it, which may be itself
   */
  Optional<IncidentId> add(Incident incident, Instant now) {
    Waiting known = all.get(incident.id());
    all.put(
        incident.id(),
        known == null
            ? new Waiting(incident.id(), incident.severity(), now, 0, now)
            : new Waiting(
                incident.id(), incident.severity(), known.since, known.failures, known.due));
    Optional<IncidentId> least = Optional.empty();
    if (all.size() > most) {
      least = all.values().stream().min(LEAST_URGENT_THEN_OLDEST).map(Waiting::incident);
      least.ifPresent(all::remove);
    }
    size = all.size();
    return least;
  }

  void remove(IncidentId incident) {
    all.remove(incident);
    size = all.size();
  }

  void put(Waiting again) {
    all.put(again.incident(), again);
  }

  /** The most urgent of those whose time has come. */
  Optional<Waiting> next(Instant now) {
    return all.values().stream()
        .filter(waiting -> !waiting.due().isAfter(now))
        .min(MOST_URGENT_FIRST);
  }

  /** How long nothing has to be sent, {@code longest} at the most. */
  Duration idle(Instant now, Duration longest) {
    return all.values().stream()
        .map(waiting -> Duration.between(now, waiting.due()))
        .min(Comparator.naturalOrder())
        .map(left -> left.isNegative() ? Duration.ZERO : left)
        .filter(left -> left.compareTo(longest) < 0)
        .orElse(longest);
  }
}
