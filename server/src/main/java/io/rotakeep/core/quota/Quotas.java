package io.rotakeep.core.quota;

import io.rotakeep.core.caller.Caller;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Whether a caller may still ask. Asked at every call, so it takes no lock, and without any quota
 * it costs nothing. Counts are in memory: a restart forgets them, and so does a reload that changes
 * the quotas. Thread-safe.
 */
public final class Quotas {
  /** Beyond it those without a quota are forgotten first. */
  private static final int MAX_CALLERS = 10_000;

  private final List<Quota> quotas;
  private final InstantSource clock;
  private final QuotaObserver observer;
  private final ConcurrentHashMap<Caller, Budget> budgets = new ConcurrentHashMap<>();

  public Quotas(List<Quota> quotas, InstantSource clock, QuotaObserver observer) {
    this.quotas = List.copyOf(quotas);
    this.clock = clock;
    this.observer = observer;
  }

  /** Those that count once these have been read; the same, with all counts, if nothing changed. */
  public Quotas followedBy(List<Quota> read) {
    return read.equals(quotas) ? this : new Quotas(read, clock, observer);
  }

  /** Counts a call. Null if it may go on. */
  public @Nullable Breach request(Caller caller) {
    return quotas.isEmpty() ? null : budgetOf(caller).request(clock.millis(), observer);
  }

  /**
   * Counts what is one of many in a call, and may wait instead of being refused: nobody is told.
   *
   * @return how long to wait before asking again; zero if it is counted
   */
  public Duration waitOf(Caller caller) {
    return quotas.isEmpty() ? Duration.ZERO : budgetOf(caller).waitOf(clock.millis());
  }

  /** Counts a token that is about to be handed out. Null if it may be. */
  public @Nullable Breach read(Caller caller, String connectionId) {
    return quotas.isEmpty() ? null : budgetOf(caller).read(connectionId, clock.millis(), observer);
  }

  private Budget budgetOf(Caller caller) {
    Budget found = budgets.get(caller);
    return found == null ? learn(caller) : found;
  }

  private Budget learn(Caller caller) {
    if (budgets.size() >= MAX_CALLERS) {
      budgets.values().removeIf(Budget::isUnlimited);
      if (budgets.size() >= MAX_CALLERS) {
        budgets.clear();
      }
    }
    List<Quota> mine = quotas.stream().filter(quota -> quota.concerns(caller)).toList();
    Budget made =
        new Budget(
            caller,
            least(mine, Quota::requests),
            least(mine, Quota::tokens),
            least(mine, Quota::connections));
    Budget first = budgets.putIfAbsent(caller, made);
    return first == null ? made : first;
  }

  private static int least(List<Quota> quotas, ToIntFunction<Quota> limit) {
    return quotas.stream().mapToInt(limit).min().orElse(Quota.NO_LIMIT);
  }
}
