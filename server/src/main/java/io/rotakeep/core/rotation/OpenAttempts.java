package io.rotakeep.core.rotation;

import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.ConnectionLocks;
import io.rotakeep.core.connection.StoreUnavailableException;
import io.rotakeep.core.rotation.RotationJournal.OpenAttempt;

/**
 * The attempts that flights of this process left open because the store was away when the answer
 * came. The next flight settles them; who must know the newest token without one asks here.
 */
public final class OpenAttempts {
  private static final System.Logger LOG = System.getLogger(OpenAttempts.class.getName());

  private final RotationJournal journal;
  private final ConnectionLocks locks;
  private final Rotator rotator;

  OpenAttempts(RotationJournal journal, ConnectionLocks locks, Rotator rotator) {
    this.journal = journal;
    this.locks = locks;
    this.rotator = rotator;
  }

  /**
   * Waits for a flight under way and settles what is open then; sends nothing.
   *
   * @throws StoreUnavailableException if the store is still away
   */
  public void settle(ConnectionId id) {
    if (journal.openAttempt(id).isEmpty()) {
      return;
    }
    try {
      locks.whileHolding(
          id,
          lock -> {
            journal.openAttempt(id).ifPresent(open -> rotator.resolve(lock, open));
            return id;
          });
    } catch (UnwrittenRowException e) {
      // Outside of a flight nobody knows what to do with the row.
      throw new StoreUnavailableException("the newest answer waits for the database", e);
    }
  }

  /**
   * The same for all that were answered, each for itself: what cannot be settled yet stays open.
   * Slow, since it waits for each flight under way.
   */
  public void settleAnswered() {
    for (OpenAttempt open : journal.openAttempts()) {
      if (open.response() != null && open.attempt().kind() != Attempt.Kind.EXCHANGE) {
        settleOrLeave(open.attempt().connection());
      }
    }
  }

  private void settleOrLeave(ConnectionId id) {
    try {
      settle(id);
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.WARNING, "an answer for connection " + id + " waits", e);
    }
  }
}
