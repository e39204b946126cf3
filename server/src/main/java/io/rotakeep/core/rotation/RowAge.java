package io.rotakeep.core.rotation;

import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.Grant;
import io.rotakeep.core.connection.LineageStore;
import io.rotakeep.core.crypto.IntegrityException;

/**
 * Notices a row that somebody put back: it authenticates, being ours, but it is older than what is
 * known of its connection. Its refresh token is not the newest, and to present it would look like a
 * theft. Known are the rows that this process has seen in the journal, and the generation of every
 * token that was ever adopted. Thread-safe.
 */
public final class RowAge {
  private final RotationJournal journal;
  private final LineageStore lineage;

  public RowAge(RotationJournal journal, LineageStore lineage) {
    this.journal = journal;
    this.lineage = lineage;
  }

  /**
   * @throws IntegrityException if a newer row is known to have been there
   */
  public void check(Connection row) {
    if (isOlder(row)) {
      throw new IntegrityException(
          "connections of "
              + row.id()
              + ", generation "
              + row.generation()
              + ", is older than what was there before");
    }
  }

  /** Read without its lock, a row may be so because it was replaced meanwhile. */
  boolean isOlder(Connection row) {
    Grant grant = row.grant();
    Long kept = journal.newestRevision(row.id());
    return (kept != null && kept > row.revision())
        || (grant != null
            && lineage
                .findAncestor(grant.fingerprint())
                .filter(found -> found.connection().equals(row.id()))
                .filter(found -> found.newest().number() > row.generation().number())
                .isPresent());
  }
}
