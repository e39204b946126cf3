package io.rotakeep.core.rotation;

import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.ConnectionStore;
import io.rotakeep.core.provider.ProviderName;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tells when many connections of one provider are refused together: three at the least, and a fifth
 * of them or of the refreshes that were answered, within ten minutes. So many thieves do not come
 * at once; rather something happened to the client there. From then on a refusal says nothing of
 * its connection, until one is refreshed again. In memory; thread-safe.
 */
final class MassRejections {
  static final Duration SPAN = Duration.ofMinutes(10);
  static final int LEAST = 3;
  private static final int ONE_IN = 5;
  private static final int REMEMBERED = 1_000;

  private final ConnectionStore connections;
  private final Map<ProviderName, Map<ConnectionId, Instant>> refused = new ConcurrentHashMap<>();
  private final Map<ProviderName, Granted> granted = new ConcurrentHashMap<>();
  private final Set<ProviderName> standing = ConcurrentHashMap.newKeySet();

  MassRejections(ConnectionStore connections) {
    this.connections = connections;
  }

  /** Whether refusals are the client's matter now. */
  boolean stands(ProviderName provider) {
    return standing.contains(provider);
  }

  /**
   * Refreshes that brought tokens, in this span and the one before: a large provider is not asked
   * about all of its connections in ten minutes.
   */
  private record Granted(Instant start, long now, long before) {
    static final Granted NONE = new Granted(Instant.MIN, 0, 0);

    Granted at(Instant time) {
      if (!time.isBefore(start) && time.isBefore(end())) {
        return this;
      }
      boolean next = !time.isBefore(start) && time.isBefore(end().plus(SPAN));
      return new Granted(time, 0, next ? now : 0);
    }

    Granted oneMore() {
      return new Granted(start, now + 1, before);
    }

    private Instant end() {
      return start.equals(Instant.MIN) ? start : start.plus(SPAN);
    }
  }

  /**
   * A connection was refreshed again.
   *
   * @return whether refusals were the client's matter until now
   */
  boolean over(ProviderName provider, Instant now) {
    granted.compute(provider, (_, some) -> (some == null ? Granted.NONE : some).at(now).oneMore());
    boolean stood = standing.remove(provider);
    if (stood) {
      refused.remove(provider);
    }
    return stood;
  }

  /**
   * Notes a refusal that nothing explains.
   *
   * @return all that were refused lately, if they are a mass by now; else nobody
   */
  List<ConnectionId> refused(ProviderName provider, ConnectionId id, Instant now) {
    Map<ConnectionId, Instant> lately =
        refused.compute(provider, (_, before) -> with(before == null ? Map.of() : before, id, now));
    boolean mass =
        lately.size() >= REMEMBERED
            || (lately.size() >= LEAST
                && (long) lately.size() * ONE_IN >= lately.size() + others(provider, now));
    return mass ? List.copyOf(lately.keySet()) : List.of();
  }

  /** From now on refusals are the client's matter; to be called when that is durably known. */
  void stand(ProviderName provider) {
    standing.add(provider);
  }

  private static Map<ConnectionId, Instant> with(
      Map<ConnectionId, Instant> before, ConnectionId id, Instant now) {
    Map<ConnectionId, Instant> after = new LinkedHashMap<>();
    before.forEach(
        (known, time) -> {
          if (after.size() < REMEMBERED && Duration.between(time, now).abs().compareTo(SPAN) < 0) {
            after.put(known, time);
          }
        });
    after.put(id, now);
    return after;
  }

  /** Those that could still be refused, or the refreshes that were not, whichever are fewer. */
  private long others(ProviderName provider, Instant now) {
    Granted lately = granted.getOrDefault(provider, Granted.NONE).at(now);
    return Math.min(living(provider), lately.now() + lately.before());
  }

  private long living(ProviderName provider) {
    return connections.counts().entrySet().stream()
        .filter(count -> count.getKey().provider().equals(provider.value()))
        .filter(count -> Set.of("ACTIVE", "IN_DOUBT").contains(count.getKey().state()))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }
}
