package io.rotakeep.core.rotation;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Opens a database anew that failed while the daemon runs, and brings it up to the journal before
 * anybody else sees it, as a start would: what it had committed and not written is gone. The
 * journal's newest rows win. Run from the thread that also trims the journal.
 */
public final class StoreReopening {
  private static final System.Logger LOG = System.getLogger(StoreReopening.class.getName());

  private final FailedStore store;
  private final WriteAheadLog log;
  private final RotationJournal journal;

  public StoreReopening(FailedStore store, WriteAheadLog log, RotationJournal journal) {
    this.store = store;
    this.log = log;
    this.journal = journal;
  }

  /**
   * Waits for changes under way, whose frames must be there first, and lets none begin meanwhile.
   *
   * @return false if the database had not failed
   * @throws RuntimeException if it cannot be had yet; nothing has changed then
   */
  public boolean run() {
    if (!store.hasFailed()) {
      return false;
    }
    journal.betweenChanges(() -> store.reopen(this::repair));
    return true;
  }

  private void repair(StoreRepair repair) {
    StoreRepair.Mark mark =
        repair
            .mark()
            .orElseThrow(
                () ->
                    new StoreRefusedException(
                        "the database came back empty; restore it with its journal"));
    StoreOpening.checkMark(mark, log.position());
    // Copied first: what is kept again meanwhile has its frame behind the note, or is in here.
    List<Change> unkept = journal.unkept();
    // Frames wait in memory until somebody forces one: after this one all are in the files.
    long note = journal.announceCheckpoint(mark.appliedThrough());
    JournalReplay.Told told = new JournalReplay(log, repair).after(mark.appliedThrough());
    if (told.last() < note) {
      throw new JournalUnavailableException(
          "the journal was read up to " + told.last() + " and had got to " + note);
    }
    repair.restore(unkept);
    repair.force();
    distrustAsTold(repair, mark.distrusted(), told.distrusted());
    LOG.log(
        System.Logger.Level.WARNING,
        "the database was opened anew and has changes {0} to {1} again",
        mark.appliedThrough() + 1,
        told.last());
  }

  /** A distrust that the database lost is as it was; one that only the database has stays. */
  private static void distrustAsTold(
      StoreRepair repair, @Nullable Instant before, @Nullable Instant told) {
    if (told != null && !told.equals(before)) {
      repair.distrust(told);
    }
  }
}
