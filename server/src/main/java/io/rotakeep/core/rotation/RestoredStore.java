package io.rotakeep.core.rotation;

import io.rotakeep.core.rotation.StoreRepair.Mark;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * Ends a restore: the database gets what the journal has beyond its mark, and the store is
 * distrusted, whatever its witness will say. Nobody uses it yet. Needs no keys.
 */
public final class RestoredStore {
  private final WriteAheadLog log;
  private final StoreRepair repair;
  private final InstantSource clock;

  public RestoredStore(WriteAheadLog log, StoreRepair repair, InstantSource clock) {
    this.log = log;
    this.repair = repair;
    this.clock = clock;
  }

  /**
   * Returns once all of it would survive a power failure.
   *
   * @param mark up to which sequence the rows hold every change
   * @return since when it is distrusted
   * @throws StoreRefusedException if rows and journal do not belong together
   */
  public Instant bringUp(long mark) {
    repair.checkpoint(mark);
    StoreOpening.checkMark(new Mark(log.position().storeId(), mark, null), log.position());
    JournalReplay.Told told = new JournalReplay(log, repair).after(mark);
    Instant since = after(told.distrusted());
    repair.distrust(since);
    // A database that loses its mark finds the same in the journal, behind every older distrust.
    log.appendDurably(JournalFrameImage.write(new JournalFrame.Distrusted(since)));
    return since;
  }

  /** Names this distrust: what was released under an earlier one must not count. */
  private Instant after(@Nullable Instant earlier) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    return earlier == null || now.isAfter(earlier) ? now : earlier.plusMillis(1);
  }
}
