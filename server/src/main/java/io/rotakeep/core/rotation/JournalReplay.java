package io.rotakeep.core.rotation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Repeats in a database what the journal has beyond the database's mark. Used once. */
final class JournalReplay {
  /** A transaction for each change would make a start after a busy half minute a long one. */
  private static final int RESTORED_AT_ONCE = 256;

  private final WriteAheadLog log;
  private final StoreRepair repair;
  private final Map<UUID, RotationJournal.OpenAttempt> open = new LinkedHashMap<>();
  private final List<Change> changes = new ArrayList<>();
  private final AtomicReference<@Nullable Instant> distrusted = new AtomicReference<>();
  private final AtomicLong last = new AtomicLong();

  JournalReplay(WriteAheadLog log, StoreRepair repair) {
    this.log = log;
    this.repair = repair;
  }

  /**
   * What the journal tells beyond the mark.
   *
   * @param last the newest sequence that was read; 0 if none was
   * @param distrusted since when the store is distrusted, as far as the frames that were read say
   */
  record Told(
      List<RotationJournal.OpenAttempt> unsettled, long last, @Nullable Instant distrusted) {}

  Told after(long mark) {
    log.replay(
        mark,
        (sequence, bytes) -> {
          read(sequence, JournalFrameImage.read(bytes));
          last.set(sequence);
          restoreWhenMany(RESTORED_AT_ONCE);
        });
    restoreWhenMany(1);
    return new Told(new ArrayList<>(open.values()), last.get(), distrusted.get());
  }

  private void read(long sequence, JournalFrame frame) {
    switch (frame) {
      case JournalFrame.Intent(Attempt attempt) ->
          open.put(attempt.id(), new RotationJournal.OpenAttempt(attempt, sequence - 1, null));
      case JournalFrame.Response(UUID attempt, KeptResponse response) ->
          open.computeIfPresent(attempt, (_, found) -> found.answered(response));
      case JournalFrame.Settled(UUID attempt, var change) -> {
        changes.add(change);
        open.remove(attempt);
      }
      case JournalFrame.Closed(UUID attempt) -> open.remove(attempt);
      case JournalFrame.Changed(var change) -> changes.add(change);
      case JournalFrame.Distrusted(Instant since) -> distrusted.set(since);
      case JournalFrame.Trusted _ -> distrusted.set(null);
      case JournalFrame.Checkpoint _ -> {}
    }
  }

  /** A crash in between is harmless: the next start begins at the same mark. */
  private void restoreWhenMany(int many) {
    if (changes.size() >= many) {
      repair.restore(List.copyOf(changes));
      changes.clear();
    }
  }
}
