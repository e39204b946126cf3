package io.rotakeep.core.backup;

import java.time.Instant;
import java.util.Optional;

/**
 * Keeps when the last backup was begun. No journal repeats it and no backup has it: a store that
 * was restored knows of none. Thread-safe.
 */
public interface BackupMarks {
  /** To the millisecond. */
  Optional<Instant> find();

  /** Takes the place of what was there. */
  void write(Instant taken);
}
