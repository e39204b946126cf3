package io.rotakeep.core.rotation;

import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.ConnectionState;
import io.rotakeep.core.connection.LineageStore;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Ends attempts of which the database already shows what became. */
final class ShownResults {
  private final RotationJournal journal;
  private final LineageStore lineage;

  ShownResults(RotationJournal journal, LineageStore lineage) {
    this.journal = journal;
    this.lineage = lineage;
  }

  /**
   * Whether the row shows what became of the attempt. The revision does not tell: labels may have
   * been changed while the attempt was open.
   */
  static boolean shows(Connection row, Attempt attempt) {
    if (!row.generation().equals(attempt.generation())) {
      return true;
    }
    return switch (row.state()) {
      case ConnectionState.Active _ -> false;
      case ConnectionState.InDoubt(UUID newest, _, _, _) -> newest.equals(attempt.id());
      case ConnectionState.PendingAuthorization _,
          ConnectionState.ReauthorizationRequired _,
          ConnectionState.Quarantined _,
          ConnectionState.Revoked _ ->
          true;
    };
  }

  /**
   * Ends the attempt. The journal gets its result too, not only the end: the database may still
   * lose it.
   *
   * @param row null if the connection was deleted meanwhile
   */
  void repeat(Attempt attempt, @Nullable Connection row) {
    Change shown = row == null ? deletion(attempt.connection()) : new Change.ConnectionWritten(row);
    if (shown == null) {
      journal.close(attempt.id());
    } else {
      journal.settle(attempt.id(), shown);
    }
  }

  private @Nullable Change deletion(ConnectionId id) {
    return lineage.findTombstone(id).map(Change.ConnectionDeleted::new).orElse(null);
  }
}
