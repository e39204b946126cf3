package io.rotakeep.core.rotation;

import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.ConnectionLocks;

/**
 * The attempts that flights of this process left open because the store was away when the answer
 * came. The next flight settles them; who must know the newest token without one asks here.
 */
public final class OpenAttempts {
  private final RotationJournal journal;
  private final ConnectionLocks locks;
  private final Rotator rotator;

  OpenAttempts(RotationJournal journal, ConnectionLocks locks, Rotator rotator) {
    this.journal = journal;
    this.locks = locks;
    this.rotator = rotator;
  }

  /** Waits for a flight under way and settles what is open then; sends nothing. */
  public void settle(ConnectionId id) {
    if (journal.openAttempt(id).isEmpty()) {
      return;
    }
    locks.whileHolding(
        id,
        lock -> {
          journal.openAttempt(id).ifPresent(open -> rotator.resolve(lock, open));
          return id;
        });
  }
}
