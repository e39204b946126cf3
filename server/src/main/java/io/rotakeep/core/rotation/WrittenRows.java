package io.rotakeep.core.rotation;

import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionLock;
import io.rotakeep.core.connection.ConnectionStore;
import io.rotakeep.core.connection.StoreUnavailableException;

/** Rows of connections with their frames: the row by compare-and-set, then the journal. */
final class WrittenRows {
  private final ConnectionStore store;
  private final RotationJournal journal;

  WrittenRows(ConnectionStore store, RotationJournal journal) {
    this.store = store;
    this.journal = journal;
  }

  /** What an attempt led to, which is ended by that. */
  Connection write(ConnectionLock lock, Settlement.Case ended, Connection after) {
    Connection written = after.nextRevision();
    Change change = new Change.ConnectionWritten(written);
    write(lock, ended.before(), written, () -> journal.settle(ended.attempt().id(), change));
    return written;
  }

  /** The same of a row with a token to hand out; the answer that it comes from is kept. */
  Connection adopt(ConnectionLock lock, Settlement.Case ended, Connection after) {
    try {
      return write(lock, ended, after);
    } catch (StoreUnavailableException e) {
      throw new UnwrittenRowException(after.nextRevision(), e);
    }
  }

  /** A change that no attempt stands behind. */
  void keep(ConnectionLock lock, Connection before, Connection after) {
    Change change = new Change.ConnectionWritten(after);
    write(lock, before, after, () -> journal.keep(change));
  }

  private void write(ConnectionLock lock, Connection before, Connection after, Runnable frame) {
    var _ =
        journal.<Connection>together(
            () -> {
              if (!store.replace(lock, before, after)) {
                throw new SettlementRefusedException(after.id());
              }
              frame.run();
              return after;
            });
  }
}
