package io.rotakeep.core.rotation;

import io.rotakeep.core.connection.ConnectionId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What is asked before anything is intended: a provider that asked for patience is not asked again
 * before its time, and one that refuses our registration not by every connection. Thread-safe;
 * memory is bounded by the cache it is given.
 */
public final class RefreshGate {
  private static final Duration LONGEST = Duration.ofHours(1);

  /** Callers do not become requests one by one while our registration is at fault. */
  private static final Duration AFTER_FAULT = Duration.ofSeconds(5);

  private final BoundedCache<ConnectionId, Wait> waits;
  private final ClientCircuits circuits = new ClientCircuits();

  public RefreshGate(BoundedCache<ConnectionId, Wait> waits) {
    this.waits = waits;
  }

  /** Until when a connection waits, and what callers are told meanwhile. */
  public record Wait(Instant until, RefreshFailure failure) {}

  /** The wait that stands in the way, its own or its client's, or nothing. */
  Optional<Wait> waiting(ConnectionId id, ClientCircuits.Client client, Instant now) {
    return waiting(id, now).or(() -> circuits.waiting(client));
  }

  ClientCircuits circuits() {
    return circuits;
  }

  Optional<Wait> waiting(ConnectionId id, Instant now) {
    Wait wait = waits.find(id);
    if (wait == null) {
      return Optional.empty();
    }
    Duration left = Duration.between(now, wait.until());
    // A longer wait was never asked for: the clock has been set back.
    if (!left.isPositive() || left.compareTo(LONGEST) > 0) {
      waits.remove(id);
      return Optional.empty();
    }
    return Optional.of(wait);
  }

  /**
   * The failure that stands in the way, or nothing. Who is let through where a client is at fault
   * must ask: it is the probe.
   */
  Optional<RefreshFailure> permits(ConnectionId id, ClientCircuits.Client client, Instant now) {
    Optional<RefreshFailure> own =
        waiting(id, now)
            .map(wait -> remaining(wait.failure(), Duration.between(now, wait.until())));
    return own.isPresent() ? own : circuits.refusal(client, now);
  }

  private static RefreshFailure remaining(RefreshFailure failure, Duration left) {
    return switch (failure) {
      case RefreshFailure.ProviderThrottled _ -> new RefreshFailure.ProviderThrottled(left);
      case RefreshFailure.ClientMisconfigured fault -> fault;
      case RefreshFailure.ProviderUnavailable _,
          RefreshFailure.NotFound _,
          RefreshFailure.PersonNeeded _,
          RefreshFailure.InDoubt _,
          RefreshFailure.BudgetSpent _,
          RefreshFailure.FreshTokenRejected _,
          RefreshFailure.TooManyWaiters _,
          RefreshFailure.StoreUnavailable _,
          RefreshFailure.AuditUnavailable _,
          RefreshFailure.Sealed _,
          RefreshFailure.Integrity _,
          RefreshFailure.DeadlinePassed _ ->
          new RefreshFailure.ProviderUnavailable(left);
    };
  }

  /** Remembers a failure that asked for patience. */
  void remember(ConnectionId id, RefreshFailure failure, Instant now) {
    switch (failure) {
      case RefreshFailure.ProviderThrottled(Duration delay) -> hold(id, failure, now.plus(delay));
      case RefreshFailure.ProviderUnavailable(Duration delay) -> hold(id, failure, now.plus(delay));
      case RefreshFailure.ClientMisconfigured _ -> hold(id, failure, now.plus(AFTER_FAULT));
      case RefreshFailure.NotFound _,
          RefreshFailure.PersonNeeded _,
          RefreshFailure.InDoubt _,
          RefreshFailure.BudgetSpent _,
          RefreshFailure.FreshTokenRejected _,
          RefreshFailure.TooManyWaiters _,
          RefreshFailure.StoreUnavailable _,
          RefreshFailure.AuditUnavailable _,
          RefreshFailure.Sealed _,
          RefreshFailure.Integrity _,
          RefreshFailure.DeadlinePassed _ -> {}
    }
  }

  private void hold(ConnectionId id, RefreshFailure failure, Instant until) {
    waits.merge(id, new Wait(until, failure), (_, latest) -> latest);
  }
}
