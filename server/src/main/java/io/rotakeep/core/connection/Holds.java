package io.rotakeep.core.connection;

import io.rotakeep.core.connection.Hold.LiftedHold;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongFunction;

/**
 * The holds that stand, in memory for readers, durable before they count. Thread-safe; asking takes
 * no lock. Memory grows with the holds that stand, not with the connections.
 */
public final class Holds {
  private final HoldStore store;
  private final ConcurrentHashMap<ConnectionId, Hold> standing = new ConcurrentHashMap<>();

  public Holds(HoldStore store) {
    this.store = store;
    store.standing().forEach(hold -> standing.put(hold.connection(), hold));
  }

  /** The hold that stops this connection now, if one does. */
  public Optional<Hold> standing(ConnectionId id) {
    return Optional.ofNullable(standing.get(id));
  }

  public boolean stopped(ConnectionId id) {
    return standing.containsKey(id);
  }

  /** What the connection is, holds considered. */
  public ConnectionState effective(Connection connection) {
    Hold hold = standing.get(connection.id());
    return hold == null ? connection.state() : hold.over(connection.state());
  }

  /**
   * Writes the hold that {@code make} builds for the next epoch, durably, and lets it count from
   * then on. Needs no connection lock.
   */
  public Hold place(ConnectionId id, LongFunction<Hold> make) {
    while (true) {
      long epoch = store.find(id).map(Hold::epoch).orElse(0L) + 1;
      Hold hold = make.apply(epoch);
      if (store.write(hold)) {
        remember(hold);
        return hold;
      }
    }
  }

  /** Notes that the provider confirmed a revocation, unless the hold has been replaced. */
  public void confirm(Hold.RevokedHold hold) {
    Hold confirmed =
        new Hold.RevokedHold(hold.connection(), hold.epoch(), hold.since(), hold.reason(), true);
    if (store.write(confirmed)) {
      remember(confirmed);
    }
  }

  private void remember(Hold hold) {
    standing.compute(
        hold.connection(),
        (_, present) -> {
          Hold newest = present != null && present.epoch() > hold.epoch() ? present : hold;
          return newest instanceof LiftedHold ? null : newest;
        });
  }
}
