package io.rotakeep.adapter.file;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.rotakeep.core.audit.AuditDevice;
import io.rotakeep.core.audit.AuditRecord;
import io.rotakeep.core.audit.AuditUnavailableException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The audit as lines of JSON in one file.
 *
 * <p>{@link #record} takes no lock: it encodes into a borrowed buffer and makes one write(2). A
 * thread of the device's own syncs twice a second. {@link #recordDurably} joins whoever wait for a
 * sync: one fsync serves all whose lines were written before it began.
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
  private final AtomicLong written = new AtomicLong();
  private final ReentrantLock syncing = new ReentrantLock();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("audit-sync").factory());
  private volatile AppendOnlyFile current;
  private volatile boolean dirty;
  private volatile @Nullable IOException trouble;

  @GuardedBy("syncing")
  private long synced;

  @GuardedBy("syncing")
  private @Nullable AppendOnlyFile retired;

  @GuardedBy("syncing")
  private boolean ended;

  private FileAuditDevice(Path path, AppendOnlyFile file) {
    this.path = path;
    this.current = file;
  }

  /**
   * Appends to the file, which is made with mode 0600 if it is missing.
   *
   * @throws UnusableFileException if it cannot be appended to
   */
  public static FileAuditDevice open(Path path) {
    try {
      FileAuditDevice device = new FileAuditDevice(path, AppendOnlyFile.open(path));
      device.start();
      return device;
    } catch (IOException e) {
      throw new UnusableFileException(path + ": cannot be used for the audit: " + e, e);
    }
  }

  @Override
  public void record(AuditRecord audited) {
    write(audited);
    if (!dirty) {
      dirty = true;
    }
  }

  @Override
  public void recordDurably(AuditRecord audited) {
    AppendOnlyFile used = write(audited);
    sync(written.incrementAndGet());
    if (used != current) {
      write(audited);
      sync(written.incrementAndGet());
    }
  }

  /** Syncs what is written; the device is not usable afterwards. */
  @Override
  public void close() {
    timer.shutdownNow();
    syncing.lock();
    try {
      force();
      closeRetired();
      current.close();
    } catch (IOException e) {
      throw unavailable(e);
    } finally {
      syncing.unlock();
    }
  }

  private void start() {
    long millis = SYNC_INTERVAL.toMillis();
    var _ = timer.scheduleWithFixedDelay(this::tick, millis, millis, TimeUnit.MILLISECONDS);
  }

  private AppendOnlyFile write(AuditRecord audited) {
    AuditLine line = lines.borrow();
    try {
      return write(audited, line);
    } catch (IOException e) {
      throw unavailable(e);
    } finally {
      lines.giveBack(line);
    }
  }

  private AppendOnlyFile write(AuditRecord audited, AuditLine line) throws IOException {
    while (true) {
      IOException now = trouble;
      if (now != null) {
        throw now;
      }
      AppendOnlyFile file = current;
      int tears = file.tears();
      line.encode(audited, tears != 0);
      try {
        file.append(line.bytes(), line.length(), tears);
        return file;
      } catch (IOException e) {
        if (file == current) {
          throw e;
        }
      }
    }
  }

  private void sync(long ticket) {
    syncing.lock();
    try {
      if (synced < ticket) {
        long upTo = written.get();
        followThePath();
        force();
        synced = upTo;
      }
    } catch (IOException e) {
      throw unavailable(e);
    } finally {
      syncing.unlock();
    }
  }

  private void tick() {
    syncing.lock();
    try {
      boolean due = dirty;
      dirty = false;
      if (due || retired != null) {
        force();
      }
      closeRetired();
      followThePath();
    } catch (IOException | RuntimeException e) {
      LOGGER.log(Level.ERROR, path + ": the audit cannot be written", e);
    } finally {
      syncing.unlock();
    }
  }

  /** Where the audit was renamed or removed under us, it goes on in a new file of its name. */
  @GuardedBy("syncing")
  private void followThePath() throws IOException {
    if (ended || (trouble == null && current.isStillNamed())) {
      return;
    }
    try {
      force();
      closeRetired();
      AppendOnlyFile next = AppendOnlyFile.open(path);
      retired = current;
      current = next;
      LOGGER.log(
          Level.WARNING, path + ": the audit was moved or deleted; it goes on in a new file");
      trouble = null;
    } catch (IOException e) {
      trouble = e;
      throw e;
    }
  }

  @GuardedBy("syncing")
  private void force() throws IOException {
    try {
      if (retired != null) {
        retired.sync();
      }
      current.sync();
    } catch (IOException e) {
      ended = true;
      trouble = e;
      throw e;
    }
  }

  /** Some time after it was retired and synced, so that writers who still had it are done. */
  @GuardedBy("syncing")
  private void closeRetired() throws IOException {
    if (retired != null) {
      retired.close();
      retired = null;
    }
  }

  private AuditUnavailableException unavailable(IOException cause) {
    return new AuditUnavailableException(path + ": the audit cannot be written", cause);
  }
}
