package io.rotakeep.core.rotation;

import io.rotakeep.core.connection.ConnectionState;
import java.time.Duration;

/** Why there is no access token to hand out, in the terms of the API. */
public sealed interface RefreshFailure {

  /** A failure after which nothing is asked for a while. */
  sealed interface Postponing extends RefreshFailure {}

  /** No such connection. */
  record NotFound() implements RefreshFailure {}

  /** A person must act: pending, re-authorization required, quarantined or revoked. */
  record PersonNeeded(ConnectionState state) implements RefreshFailure {}

  /** An attempt's outcome is unknown, and the daemon will resolve it by itself. */
  record InDoubt(Duration retryAfter) implements RefreshFailure {}

  record ProviderUnavailable(Duration retryAfter) implements Postponing {}

  record ProviderThrottled(Duration retryAfter) implements Postponing {}

  /** Our own limit on requests for this connection. */
  record BudgetSpent(Duration retryAfter) implements RefreshFailure {}

  /**
   * Our registration at the provider is at fault, or its answer cannot be handed on.
   *
   * @param error the provider's code or our own word, safe to show
   */
  record ClientMisconfigured(String error) implements Postponing {}

  /** The newest token was refused right after its issue; another refresh would not help. */
  record FreshTokenRejected() implements RefreshFailure {}

  record TooManyWaiters() implements RefreshFailure {}

  record StoreUnavailable() implements RefreshFailure {}

  record AuditUnavailable() implements RefreshFailure {}

  /** The daemon is sealed. */
  record Sealed() implements RefreshFailure {}

  /** The stored record does not authenticate. */
  record Integrity() implements RefreshFailure {}

  /** The stored record is encrypted under a term that the sealed keys in use lack. */
  record KeyTermUnknown() implements RefreshFailure {}

  /** The caller's deadline passed; the refresh goes on. */
  record DeadlinePassed() implements RefreshFailure {}
}
