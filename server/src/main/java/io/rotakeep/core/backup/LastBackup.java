package io.rotakeep.core.backup;

import io.rotakeep.core.connection.StoreUnavailableException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** When the last whole backup was begun. Thread-safe; asking waits for nothing. */
public final class LastBackup {
  private static final System.Logger LOG = System.getLogger(LastBackup.class.getName());

  private final BackupMarks marks;
  private volatile @Nullable Instant last;

  /** Reads what is known. */
  public LastBackup(BackupMarks marks) {
    this.marks = marks;
    this.last = marks.find().orElse(null);
  }

  /** Empty if none is known. */
  public Optional<Instant> when() {
    return Optional.ofNullable(last);
  }

  /** A backup is none the worse for a database that cannot note it. */
  void taken(Instant when) {
    Instant noted = when.truncatedTo(ChronoUnit.MILLIS);
    last = noted;
    try {
      marks.write(noted);
    } catch (StoreUnavailableException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "when the last backup was taken is known until the daemon stops: {0}",
          e.toString());
    }
  }
}
