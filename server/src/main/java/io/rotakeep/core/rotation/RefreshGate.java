package io.rotakeep.core.rotation;

import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.oauth.DeclaredEgress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is asked before anything is intended: a provider that asked for patience is not asked again
 * before its time, and one that refuses our registration not by every connection. Thread-safe;
 * memory is bounded by the cache it is given.
 */
public final class RefreshGate {
  /**
   * Callers do not become requests one by one while our registration is at fault: each further
   * fault doubles the wait.
   */
  private static final Duration AFTER_FAULT = Duration.ofSeconds(5);

  private static final Duration AFTER_MANY = Duration.ofMinutes(5);

  private final BoundedCache<ConnectionId, Wait> waits;
  private final ClientCircuits circuits;
  private final RefreshBudget budget;

  /**
   * @param egress what to name when a provider refuses the address that we come from
   */
  public RefreshGate(
      BoundedCache<ConnectionId, Wait> waits,
      BoundedCache<ConnectionId, List<RefreshBudget.Spent>> spent,
      DeclaredEgress egress) {
    this.waits = waits;
    this.circuits = new ClientCircuits(egress);
    this.budget = new RefreshBudget(spent);
  }

  RefreshBudget budget() {
    return budget;
  }

  /**
   * Until when a connection waits, and what callers are told meanwhile.
   *
   * @param length of the whole wait
   * @param revision of the provider: applied anew, it may have mended a fault of ours
   */
  public record Wait(
      Instant until, RefreshFailure.Postponing failure, Duration length, long revision) {}

  /** The wait that stands in the way, its own or its client's, or nothing. */
  Optional<Wait> waiting(ConnectionId id, ClientCircuits.Client client, Instant now) {
    return own(id, client, now).or(() -> circuits.waiting(client, now));
  }

  ClientCircuits circuits() {
    return circuits;
  }

  private Optional<Wait> own(ConnectionId id, ClientCircuits.Client client, Instant now) {
    Wait wait = waits.find(id);
    if (wait == null
        || (wait.failure() instanceof RefreshFailure.ClientMisconfigured
            && wait.revision() != client.revision())) {
      return Optional.empty();
    }
    Duration left = Duration.between(now, wait.until());
    // A longer wait was never asked for: the clock has been set back.
    return left.isPositive() && left.compareTo(wait.length()) <= 0
        ? Optional.of(wait)
        : Optional.empty();
  }

  /**
   * The failure that stands in the way, or nothing. Who is let through where a client is at fault
   * must ask: it is the probe.
   */
  Optional<RefreshFailure> permits(ConnectionId id, ClientCircuits.Client client, Instant now) {
    Optional<RefreshFailure> own = permitsAlone(id, client, now);
    return own.isPresent() ? own : circuits.refusal(client, id, now);
  }

  /** The same for what cannot wait for others: its own wait counts, its client's does not. */
  Optional<RefreshFailure> permitsAlone(
      ConnectionId id, ClientCircuits.Client client, Instant now) {
    return own(id, client, now)
        .map(wait -> remaining(wait.failure(), Duration.between(now, wait.until())));
  }

  private static RefreshFailure remaining(RefreshFailure.Postponing failure, Duration left) {
    return switch (failure) {
      case RefreshFailure.ProviderThrottled _ -> new RefreshFailure.ProviderThrottled(left);
      case RefreshFailure.ProviderUnavailable _ -> new RefreshFailure.ProviderUnavailable(left);
      case RefreshFailure.ClientMisconfigured fault -> fault;
    };
  }

  /** Remembers a failure that asked for patience. */
  void remember(
      ConnectionId id, ClientCircuits.Client client, RefreshFailure failure, Instant now) {
    switch (failure) {
      case RefreshFailure.ProviderThrottled throttled ->
          hold(id, client, throttled, throttled.retryAfter(), now);
      case RefreshFailure.ProviderUnavailable unavailable ->
          hold(id, client, unavailable, unavailable.retryAfter(), now);
      case RefreshFailure.ClientMisconfigured fault ->
          hold(id, client, fault, afterFault(waits.find(id), client, now), now);
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
          RefreshFailure.KeyTermUnknown _,
          RefreshFailure.DeadlinePassed _ -> {}
    }
  }

  /** An answer that took the client for what it is: earlier faults count no longer. */
  void accepted(ConnectionId id, ClientCircuits.Client client) {
    waits.remove(id);
    circuits.accepted(client);
  }

  /** An answer that refused a token: it took the client for what it is, or all of them together. */
  void refusedToken(ConnectionId id, ClientCircuits.Client client) {
    waits.remove(id);
    circuits.refusedToken(client);
  }

  private static Duration afterFault(
      @Nullable Wait before, ClientCircuits.Client client, Instant now) {
    if (before == null
        || before.revision() != client.revision()
        || !(before.failure() instanceof RefreshFailure.ClientMisconfigured)
        || now.isAfter(before.until().plus(AFTER_MANY))) {
      return AFTER_FAULT;
    }
    Duration doubled = before.length().multipliedBy(2);
    return doubled.compareTo(AFTER_MANY) < 0 ? doubled : AFTER_MANY;
  }

  private void hold(
      ConnectionId id,
      ClientCircuits.Client client,
      RefreshFailure.Postponing failure,
      Duration length,
      Instant now) {
    Wait wait = new Wait(now.plus(length), failure, length, client.revision());
    waits.merge(id, wait, (_, latest) -> latest);
  }
}
