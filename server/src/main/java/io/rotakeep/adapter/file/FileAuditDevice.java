package io.rotakeep.adapter.file;

import io.rotakeep.core.audit.AuditDevice;
import io.rotakeep.core.audit.AuditRecord;
import io.rotakeep.core.audit.AuditUnavailableException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The audit as lines of JSON in one file.
 *
 * <p>{@link #record} takes no lock: it encodes into a borrowed buffer and makes one write(2), which
 * a thread of the device's own syncs within half a second. {@link #recordDurably} waits for a sync
 * that it shares with whoever else waits.
 *
 * <p>A write that fails fails its record only. A sync that fails ends the device for good: the
 * kernel may have dropped the pages, so a second sync would lie. When the path no longer names the
 * open file, the device goes on in a new one, and repeats there the durable records under way; a
 * deletion can cost the plain records of half a second.
 */
public final class FileAuditDevice implements AuditDevice, AutoCloseable {
  private static final Logger LOGGER = System.getLogger(FileAuditDevice.class.getName());
  private static final Duration SYNC_INTERVAL = Duration.ofMillis(500);
  private static final int STRIPES = 32;

  private final Path path;
  private final AuditLines lines = new AuditLines(STRIPES);
  private final SyncRounds rounds;
  private volatile AppendOnlyFile current;
  private volatile boolean dirty;
  private volatile @Nullable IOException trouble;

  private FileAuditDevice(Path path, AppendOnlyFile file) {
    this.path = path;
    this.current = file;
    this.rounds = new SyncRounds("audit-sync", SYNC_INTERVAL, new Syncing());
  }

  /**
   * Appends to the file, which is made with mode 0600 if it is missing.
   *
   * @throws UnusableFileException if it cannot be appended to
   */
  public static FileAuditDevice open(Path path) {
    try {
      return new FileAuditDevice(path, AppendOnlyFile.open(path));
    } catch (IOException e) {
      throw new UnusableFileException(path + ": cannot be used for the audit: " + e, e);
    }
  }

  @Override
  public void record(AuditRecord audited) {
    try {
      write(audited);
    } catch (IOException e) {
      throw unavailable(e);
    }
    if (!dirty) {
      dirty = true;
    }
  }

  @Override
  public void recordDurably(AuditRecord audited) {
    try {
      AppendOnlyFile used = write(audited);
      rounds.await();
      if (used != current) {
        write(audited);
        rounds.await();
      }
    } catch (IOException e) {
      throw unavailable(e);
    }
  }

  /** Syncs what is written; the device is not usable afterwards. */
  @Override
  public void close() {
    try {
      rounds.close();
    } catch (IOException e) {
      throw unavailable(e);
    }
  }

  private AppendOnlyFile write(AuditRecord audited) throws IOException {
    AuditLine line = lines.borrow();
    try {
      while (true) {
        IOException now = trouble;
        if (now != null) {
          throw now;
        }
        AppendOnlyFile file = current;
        int tears = file.tears();
        line.encode(audited, tears != 0);
        if (appended(line, file, tears)) {
          return file;
        }
      }
    } finally {
      lines.giveBack(line);
    }
  }

  /** False if the file was put aside meanwhile, so that the next one must be tried. */
  private boolean appended(AuditLine line, AppendOnlyFile file, int tears) throws IOException {
    try {
      file.append(line.bytes(), line.length(), tears);
      return true;
    } catch (IOException e) {
      if (file == current) {
        throw e;
      }
      return false;
    }
  }

  private AuditUnavailableException unavailable(IOException cause) {
    return new AuditUnavailableException(path + ": the audit cannot be written", cause);
  }

  /** What the one syncing thread does, and alone knows. */
  private final class Syncing implements SyncRounds.Work {
    private @Nullable AppendOnlyFile retired;
    private boolean ended;

    @Override
    public void sync(boolean awaited) throws IOException {
      if (ended) {
        throw new IOException("an earlier sync failed", trouble);
      }
      boolean due = awaited || dirty;
      dirty = false;
      closeRetired();
      followThePath();
      if (due) {
        force(current);
      }
    }

    @Override
    public void end() throws IOException {
      closeRetired();
      current.close();
    }

    /** Where the audit was renamed or removed under us, it goes on in a new file of its name. */
    private void followThePath() throws IOException {
      if (trouble == null && current.isStillNamed()) {
        return;
      }
      force(current);
      try {
        AppendOnlyFile next = AppendOnlyFile.open(path);
        retired = current;
        current = next;
        trouble = null;
        LOGGER.log(
            Level.WARNING, path + ": the audit was moved or deleted; it goes on in a new file");
      } catch (IOException e) {
        trouble = e;
        throw e;
      }
    }

    /** A round after it was put aside; who still comes to it then finds it closed. */
    private void closeRetired() throws IOException {
      AppendOnlyFile old = retired;
      if (old != null) {
        retired = null;
        force(old);
        old.close();
      }
    }

    private void force(AppendOnlyFile file) throws IOException {
      try {
        file.sync();
      } catch (IOException e) {
        ended = true;
        trouble = e;
        throw e;
      }
    }
  }
}
