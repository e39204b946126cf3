package io.rotakeep.adapter.journal;

import io.rotakeep.core.rotation.Witness;
import java.io.IOException;
import java.util.List;
import java.util.UUID;

/**
 * Writes what is queued, batch by batch: one write and one force for all who came meanwhile, then
 * the witness, then they are told. The only thread that writes frames.
 */
final class GroupCommitter implements Runnable {
  private static final System.Logger LOG = System.getLogger(GroupCommitter.class.getName());

  private final UUID storeId;
  private final AppendQueue queue;
  private final SegmentWriter writer;
  private final Witness witness;

  GroupCommitter(UUID storeId, AppendQueue queue, SegmentWriter writer, Witness witness) {
    this.storeId = storeId;
    this.queue = queue;
    this.writer = writer;
    this.witness = witness;
  }

  @Override
  public void run() {
    boolean sound = true;
    for (List<PendingFrame> batch = queue.takeBatch();
        sound && !batch.isEmpty();
        batch = queue.takeBatch()) {
      sound = commit(batch);
    }
  }

  /** False after a failure, which ends the log: repeating a failed force proves nothing. */
  private boolean commit(List<PendingFrame> batch) {
    try {
      writer.write(batch);
      witness.advance(storeId, writer.reached());
      batch.forEach(PendingFrame::becameDurable);
      return true;
    } catch (IOException | RuntimeException | Error e) {
      LOG.log(
          System.Logger.Level.ERROR,
          "the journal failed, no token can be rotated: {0}",
          e.toString());
      queue.fail(e);
      batch.forEach(frame -> frame.failed(e));
      return false;
    }
  }
}
