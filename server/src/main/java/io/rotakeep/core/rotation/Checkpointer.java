package io.rotakeep.core.rotation;

/**
 * Lets the journal forget what the database holds on disk. Run from one thread, now and then: the
 * more seldom, the longer a repair takes and the more room the journal needs.
 */
public final class Checkpointer {
  private final RotationJournal journal;
  private final StoreRepair repair;
  private long reached;
  private long before;

  public Checkpointer(RotationJournal journal, StoreRepair repair) {
    this.journal = journal;
    this.repair = repair;
  }

  public void run() {
    long through = journal.settledThrough();
    if (through <= reached) {
      return;
    }
    long note = journal.announceCheckpoint(through);
    repair.checkpoint(through);
    // One checkpoint behind: a power failure may take a database back past its last one, without an
    // error, and then the journal must still have what lies between.
    journal.trim(before);
    before = through;
    // The note alone is no reason for another checkpoint.
    reached = note == through + 1 ? note : through;
  }
}
