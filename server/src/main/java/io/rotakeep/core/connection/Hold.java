package io.rotakeep.core.connection;

import java.time.Instant;

/**
 * Stops a connection at once, without its lock: readers, settlements and publications all ask for
 * it. It is a row of its own, authenticated, and outlives crashes. A lifted hold stays as a row, so
 * that its epoch goes on counting.
 */
public sealed interface Hold {
  ConnectionId connection();

  /** Counts the holds ever placed on or lifted from the connection, from 1. */
  long epoch();

  Instant since();

  /**
   * We revoked it.
   *
   * @param confirmedUpstream whether the provider has confirmed that the tokens are dead
   */
  record RevokedHold(
      ConnectionId connection, long epoch, Instant since, Reason reason, boolean confirmedUpstream)
      implements Hold {}

  record QuarantinedHold(ConnectionId connection, long epoch, Instant since, Reason reason)
      implements Hold {}

  record LiftedHold(ConnectionId connection, long epoch, Instant since) implements Hold {}

  /** The same, placed once more. */
  default Hold again(long nextEpoch) {
    return switch (this) {
      case RevokedHold(var id, _, var since, var reason, var confirmed) ->
          new RevokedHold(id, nextEpoch, since, reason, confirmed);
      case QuarantinedHold(var id, _, var since, var reason) ->
          new QuarantinedHold(id, nextEpoch, since, reason);
      case LiftedHold(var id, _, var since) -> new LiftedHold(id, nextEpoch, since);
    };
  }

  /** Whether it stops anything. */
  default boolean stands() {
    return switch (this) {
      case RevokedHold _, QuarantinedHold _ -> true;
      case LiftedHold _ -> false;
    };
  }

  /** What the connection is while this hold is its newest, given what it would be by itself. */
  default ConnectionState over(ConnectionState own) {
    return switch (this) {
      case RevokedHold(_, _, _, Reason reason, _) -> new ConnectionState.Revoked(reason);
      case QuarantinedHold(_, _, _, Reason reason) -> new ConnectionState.Quarantined(reason);
      case LiftedHold _ -> own;
    };
  }
}
