package io.rotakeep.core.connection;

import io.rotakeep.core.BugException;
import io.rotakeep.core.connection.Hold.LiftedHold;
import io.rotakeep.core.connection.Hold.QuarantinedHold;
import io.rotakeep.core.connection.Hold.RevokedHold;
import io.rotakeep.core.crypto.Fingerprinter;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The holds that stand, in memory for readers, durable before they count. Thread-safe; asking takes
 * no lock. Memory grows with the holds that stand, not with the connections.
 *
 * <p>A hold that does not authenticate is taken as a quarantine: whoever edited it wanted less.
 */
public final class Holds {
  private final HoldStore store;
  private final Fingerprinter fingerprinter;
  private volatile @Nullable Instant distrusted;
  private final ConcurrentHashMap<ConnectionId, Hold> standing = new ConcurrentHashMap<>();
  private final Set<ConnectionId> unwritten = ConcurrentHashMap.newKeySet();

  /** Of a distrusted store: what a person or a new token has let go since the distrust began. */
  private final Set<ConnectionId> released = ConcurrentHashMap.newKeySet();

  /** What an earlier process wrote: it may have failed after the database had it. */
  private final Set<ConnectionId> inherited = ConcurrentHashMap.newKeySet();

  /** Writers take turns for each connection; not the connections' own locks, which flights hold. */
  private final ConnectionLocks turns = new ConnectionLocks();

  /**
   * Reads the holds that stand; so the keyring must be open.
   *
   * @param distrusted since when the whole store is taken for a restored or cloned one; null if not
   */
  public Holds(HoldStore store, Fingerprinter fingerprinter, @Nullable Instant distrusted) {
    this.store = store;
    this.fingerprinter = fingerprinter;
    this.distrusted = distrusted;
    store
        .standing()
        .forEach(hold -> standing.put(hold.hold().connection(), hold.trusted(fingerprinter)));
    inherited.addAll(standing.keySet());
    if (distrusted != null) {
      store.lifted().stream()
          .filter(row -> row.hold().releases(distrusted) && row.isAuthentic(fingerprinter))
          .forEach(row -> released.add(row.hold().connection()));
    }
  }

  /** The hold that stops this connection now, if one does. */
  public Optional<Hold> standing(ConnectionId id) {
    return Optional.ofNullable(find(id));
  }

  public boolean stopped(ConnectionId id) {
    return find(id) != null;
  }

  /** False after a hold could not be written: it counts, but only until this process ends. */
  public boolean isDurable(ConnectionId id) {
    return !unwritten.contains(id);
  }

  /** What the connection is, holds considered. */
  public ConnectionState effective(Connection connection) {
    Hold hold = find(connection.id());
    return hold == null ? connection.state() : hold.over(connection.state());
  }

  /** Since when the whole store is taken for a restored or cloned one; empty if it is not. */
  public Optional<Instant> distrusted() {
    return Optional.ofNullable(distrusted);
  }

  /** Whether a distrusted store has let this connection go; another hold may have come since. */
  public boolean isReleased(ConnectionId id) {
    return released.contains(id);
  }

  /** How many a distrusted store has let go. */
  public int released() {
    return released.size();
  }

  /** Ends the distrust of the whole store, once that is durable. */
  public void trustStore() {
    distrusted = null;
    released.clear();
  }

  /**
   * Writes the hold that {@code make} builds for the next epoch, durably, and lets it count from
   * then on. Needs no connection lock. A hold that stops something counts here even if it could not
   * be written: who wanted it hears of the failure, and nothing is served meanwhile.
   */
  public Hold place(ConnectionId id, LongFunction<Hold> make) {
    return turns.whileHolding(id, _ -> write(id, make));
  }

  /**
   * Stops the connection on suspicion or precaution, and returns what stops it then. Nothing takes
   * the place of a revocation, nor a person's precaution that of a finding.
   */
  public Hold quarantine(ConnectionId id, Reason reason, Instant now) {
    return turns.whileHolding(
        id,
        _ ->
            switch (standing.get(id)) {
              case null -> write(id, epoch -> new QuarantinedHold(id, epoch, now, reason));
              case RevokedHold revoked -> writtenOnce(revoked);
              case QuarantinedHold present -> quarantinedAgain(present, reason, now);
              case LiftedHold _ -> throw new BugException("a lifted hold stands");
            });
  }

  /**
   * Returns the hold once it is surely durable, for whoever is told so: what an earlier process
   * wrote is written once more, since nobody knows whether its write was whole. If the hold is not
   * the newest any more, nothing is written.
   */
  public Hold assured(Hold hold) {
    ConnectionId id = hold.connection();
    return turns.whileHolding(id, _ -> hold.equals(standing.get(id)) ? writtenOnce(hold) : hold);
  }

  private Hold writtenOnce(Hold hold) {
    ConnectionId id = hold.connection();
    return unwritten.contains(id) || inherited.contains(id) ? write(id, hold::again) : hold;
  }

  /**
   * Ends just this hold, durably. A hold that came since goes on counting, so that nobody who lets
   * the one go lets the other go unseen. In a distrusted store it ends the distrust of this
   * connection with it.
   *
   * @return false if it is not the newest any more, and nothing was changed
   */
  public boolean lift(Hold hold, Instant now) {
    ConnectionId id = hold.connection();
    return turns.whileHolding(
        id,
        _ -> {
          Instant distrust = distrusted;
          Hold present = find(id, distrust);
          if (present == null || present.epoch() != hold.epoch()) {
            return false;
          }
          write(id, epoch -> new LiftedHold(id, epoch, now, distrust));
          return true;
        });
  }

  /** Notes that the provider confirmed a revocation, unless the hold has been replaced. */
  public void confirm(RevokedHold hold) {
    RevokedHold confirmed =
        new RevokedHold(hold.connection(), hold.epoch(), hold.since(), hold.reason(), true);
    turns.whileHolding(
        hold.connection(),
        _ -> {
          if (store.write(SignedHold.sign(confirmed, fingerprinter))) {
            remember(confirmed);
          }
          return confirmed;
        });
  }

  /** The same finding stays as it is, unless the disk does not have it yet. */
  private Hold quarantinedAgain(QuarantinedHold present, Reason reason, Instant now) {
    ConnectionId id = present.connection();
    if (reason == Reason.OPERATOR || reason == present.reason()) {
      return writtenOnce(present);
    }
    return write(id, epoch -> new QuarantinedHold(id, epoch, now, reason));
  }

  private Hold write(ConnectionId id, LongFunction<Hold> make) {
    while (true) {
      Hold hold = make.apply(newestEpoch(id, make) + 1);
      if (written(hold)) {
        unwritten.remove(id);
        inherited.remove(id);
        remember(hold);
        return hold;
      }
    }
  }

  private long newestEpoch(ConnectionId id, LongFunction<Hold> make) {
    try {
      return store.find(id).map(row -> row.hold().epoch()).orElse(0L);
    } catch (RuntimeException e) {
      Hold present = standing.get(id);
      countUnwritten(make.apply((present == null ? 0 : present.epoch()) + 1));
      throw e;
    }
  }

  private boolean written(Hold hold) {
    try {
      return store.write(SignedHold.sign(hold, fingerprinter));
    } catch (RuntimeException e) {
      countUnwritten(hold);
      throw e;
    }
  }

  /**
   * The disk may have it or not. So after a failed release, too, what stands is to be written anew
   * before anybody hears that it is durable.
   */
  private void countUnwritten(Hold hold) {
    unwritten.add(hold.connection());
    if (hold.stands()) {
      remember(hold);
    }
  }

  private @Nullable Hold find(ConnectionId id) {
    return find(id, distrusted);
  }

  private @Nullable Hold find(ConnectionId id, @Nullable Instant distrust) {
    Hold hold = standing.get(id);
    return hold == null && distrust != null && !released.contains(id)
        ? new QuarantinedHold(id, 0, distrust, Reason.STALE_STORE)
        : hold;
  }

  private void remember(Hold hold) {
    standing.compute(
        hold.connection(),
        (_, present) -> {
          Hold newest = present != null && present.epoch() > hold.epoch() ? present : hold;
          if (newest.releases(distrusted)) {
            released.add(hold.connection());
          }
          return newest instanceof LiftedHold ? null : newest;
        });
  }
}
