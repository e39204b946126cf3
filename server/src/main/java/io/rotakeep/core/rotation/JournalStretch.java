package io.rotakeep.core.rotation;

/**
 * A stretch of the journal that is kept while somebody copies the store: with it, rows that were
 * read one after the other while others changed them become the store of one moment. One at a time.
 */
public final class JournalStretch implements AutoCloseable {
  private final RotationJournal journal;
  private final long after;

  private JournalStretch(RotationJournal journal, long after) {
    this.journal = journal;
    this.after = after;
  }

  /** Begins before the first row is read. */
  public static JournalStretch of(RotationJournal journal) {
    journal.copiedAfter.set(0);
    long settled = journal.settledThrough();
    journal.copiedAfter.set(settled);
    return new JournalStretch(journal, settled);
  }

  /** Up to here every change is in the database. What comes later stays until the close. */
  public long after() {
    return after;
  }

  /**
   * Ends the stretch after the last row was read.
   *
   * @return its last sequence: everything up to it is in the journal's files, durably
   */
  public long end() {
    return journal.announceCheckpoint(after);
  }

  @Override
  public void close() {
    journal.copiedAfter.set(Long.MAX_VALUE);
  }
}
