package io.rotakeep.core.rotation;

import io.rotakeep.core.rotation.StoreRepair.Mark;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Brings journal, witness and database together at the start: what the database lacks is repeated
 * from the journal, and what cannot be repeated is refused. Needs no keys, so it is done while
 * sealed. Nothing is overwritten before everything has been found in order.
 */
public final class StoreOpening {
  private static final System.Logger LOG = System.getLogger(StoreOpening.class.getName());

  private final WriteAheadLog log;
  private final Witness witness;
  private final StoreRepair repair;
  private final InstantSource clock;

  public StoreOpening(WriteAheadLog log, Witness witness, StoreRepair repair, InstantSource clock) {
    this.log = log;
    this.witness = witness;
    this.repair = repair;
    this.clock = clock;
  }

  /**
   * @param unsettled attempts that the last process left open, oldest first
   * @param distrusted since when the store is taken for a restored or cloned one; null if it is not
   */
  public record Opened(List<RotationJournal.OpenAttempt> unsettled, @Nullable Instant distrusted) {}

  /**
   * @throws StoreRefusedException if database or witness do not belong to this journal, or lack
   *     what it no longer has
   */
  public Opened open() {
    // Read first: in a store that was just in use the journal goes on, its witness behind it.
    WitnessReading seen = witness.read();
    WalPosition position = log.position();
    Optional<Mark> mark = repair.mark();
    mark.ifPresent(found -> checkMark(found, position));
    if (mark.isEmpty() && position.firstRetained() > 1) {
      throw new StoreRefusedException(
          "the database is empty, but the journal beside it has forgotten what was in it;"
              + " restore both from one backup");
    }
    @Nullable Instant before = mark.map(Mark::distrusted).orElse(null);
    String stale = staleness(seen, position);
    if (mark.isEmpty()) {
      repair.initialize(position.storeId());
    }
    @Nullable Instant begun = stale == null ? null : distrust(stale, before);
    JournalReplay.Told found =
        new JournalReplay(log, repair).after(mark.map(Mark::appliedThrough).orElse(0L));
    // What the last process wrote, but neither forced nor kept, is taken as there from now on.
    repair.force();
    if (begun != null) {
      // Last: with this frame the witness knows the store as it is, and finds nothing amiss again.
      log.appendDurably(JournalFrameImage.write(new JournalFrame.Distrusted(begun)));
      return new Opened(found.unsettled(), begun);
    }
    // What was let go under an earlier distrust, as an older database has it, stays held.
    Instant newest = found.distrusted() == null ? before : found.distrusted();
    if (newest != null && !newest.equals(before)) {
      repair.distrust(newest);
    }
    return new Opened(found.unsettled(), newest);
  }

  /**
   * The same for a store that this process has had in use: what waits in memory for somebody to
   * force it is in the files first.
   */
  public Opened openAgain() {
    repair
        .mark()
        .map(mark -> new JournalFrame.Checkpoint(mark.appliedThrough()))
        .ifPresent(note -> log.appendDurably(JournalFrameImage.write(note)));
    return open();
  }

  static void checkMark(Mark mark, WalPosition position) {
    if (!mark.storeId().equals(position.storeId())) {
      throw new StoreRefusedException(
          "the database belongs to store "
              + mark.storeId()
              + ", the journal to store "
              + position.storeId()
              + "; put the files of one store together");
    }
    if (mark.appliedThrough() < position.firstRetained() - 1) {
      throw new StoreRefusedException(
          "the database ends at change "
              + mark.appliedThrough()
              + ", but the journal begins at "
              + position.firstRetained()
              + "; restore both from one backup");
    }
    if (mark.appliedThrough() > position.last()) {
      throw new StoreRefusedException(
          "the journal ends at change "
              + position.last()
              + ", but the database has changes up to "
              + mark.appliedThrough()
              + "; restore both from one backup");
    }
  }

  /**
   * Why the store may be a restored or cloned one; null if it is as its witness knows it. Asked of
   * a distrusted store as well: what was released in one copy is not released in another.
   */
  private static @Nullable String staleness(WitnessReading seen, WalPosition position) {
    return switch (seen) {
      case WitnessReading.Missing _ when position.last() == 0 -> null;
      case WitnessReading.Missing _ -> "its witness is missing";
      case WitnessReading.Damaged(String why) ->
          throw new StoreRefusedException(
              "the witness is damaged ("
                  + why
                  + "); restore it, or remove it to start quarantined");
      case WitnessReading.At(UUID storeId, _) when !storeId.equals(position.storeId()) ->
          throw new StoreRefusedException(
              "the witness belongs to store "
                  + storeId
                  + ", the journal to store "
                  + position.storeId()
                  + "; put the files of one store together");
      case WitnessReading.At(_, JournalPoint point) when point.sequence() > position.last() ->
          "its witness has seen change "
              + point.sequence()
              + ", its journal ends at "
              + position.last();
      case WitnessReading.At(_, JournalPoint point)
          when position.departs() && point.sequence() < position.firstRetained() - 1 ->
          "its witness, at change "
              + point.sequence()
              + ", is older than the oldest change of its journal, "
              + position.firstRetained()
              + "; it may have been set back";
      case WitnessReading.At(_, JournalPoint point) when position.departs() ->
          "its journal is not the one that its witness has seen up to change " + point.sequence();
      case WitnessReading.At _ -> null;
    };
  }

  private Instant distrust(String why, @Nullable Instant before) {
    LOG.log(
        System.Logger.Level.ERROR,
        "this store may be a restored or cloned one: {0}. All connections are quarantined and"
            + " nothing is sent.",
        why);
    // Names this distrust: what an earlier one released must not carry its name.
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    Instant since = before == null || now.isAfter(before) ? now : before.plusMillis(1);
    repair.distrust(since);
    return since;
  }
}
