package io.rotakeep.core.backup;

import io.rotakeep.core.rotation.Change;
import java.util.List;

/**
 * Everything that a store keeps in its database and a backup must have, read while others change
 * it. Thread-safe.
 */
public interface StoreRows {
  Reading begin();

  /**
   * One pass over all rows. A page is a look of its own that keeps nobody waiting: rows of two
   * pages are of two moments, and what lies between is in the journal. Every method throws {@link
   * io.rotakeep.core.connection.StoreUnavailableException} once the database has failed, also if it
   * was opened anew meanwhile: then a row that was read may never have been. Not thread-safe.
   */
  interface Reading {
    /** The next rows; empty when there are no more. */
    List<Change> changes();

    /**
     * The next fingerprints; empty when there are no more. To be asked after the last row: so the
     * tokens of all rows that were read are among them.
     */
    List<Ancestor> ancestors();

    /** Rows so far that could not be read. */
    long leftOut();
  }
}
