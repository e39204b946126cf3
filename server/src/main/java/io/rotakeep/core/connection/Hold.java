package io.rotakeep.core.connection;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

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

  /**
   * Nothing stops it any more.
   *
   * @param distrust when the distrust of the whole store began that ends for this connection, too:
   *     so a hold lifted before it, or by another copy, releases nothing; null if the store was
   *     trusted
   */
  record LiftedHold(ConnectionId connection, long epoch, Instant since, @Nullable Instant distrust)
      implements Hold {}

  /** The same, placed once more. */
  default Hold again(long nextEpoch) {
    return switch (this) {
      case RevokedHold(var id, _, var since, var reason, var confirmed) ->
          new RevokedHold(id, nextEpoch, since, reason, confirmed);
      case QuarantinedHold(var id, _, var since, var reason) ->
          new QuarantinedHold(id, nextEpoch, since, reason);
      case LiftedHold(var id, _, var since, var distrust) ->
          new LiftedHold(id, nextEpoch, since, distrust);
    };
  }

  /** Whether it lets a connection go from the distrust of the whole store that began then. */
  default boolean releases(@Nullable Instant distrust) {
    return this instanceof LiftedHold lifted
        && distrust != null
        && distrust.equals(lifted.distrust());
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
