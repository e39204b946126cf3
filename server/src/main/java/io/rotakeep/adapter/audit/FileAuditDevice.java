package io.rotakeep.adapter.audit;

import io.rotakeep.core.audit.AuditDevice;
import io.rotakeep.core.audit.AuditRecord;
import io.rotakeep.core.audit.AuditTrouble;
import io.rotakeep.core.audit.AuditUnavailableException;
import io.rotakeep.core.audit.AuditWatcher;
import io.rotakeep.core.crypto.AuditKeys;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The audit as chained lines of JSON in a file ({@link Chain}, {@link Segment}).
 *
 * <p>{@link #record} takes no lock: it writes in a chain that it borrows, by one write(2), which a
 * thread of the device's own syncs within half a second. {@link #recordDurably} waits for a sync
 * that it shares with whoever else waits.
 *
 * <p>A write that fails fails its record only. A sync that fails ends the device for good: the
 * kernel may have dropped the pages, so a second sync would lie. When the path no longer names the
 * open file, or the file is not as it was written, the device goes on in a new one, and repeats
 * there the durable records under way; a deletion can cost the plain records of half a second.
 */
public final class FileAuditDevice implements AuditDevice, AutoCloseable {
  private static final Logger LOGGER = System.getLogger(FileAuditDevice.class.getName());
  private static final Duration SYNC_INTERVAL = Duration.ofMillis(500);
  private static final long HEAD_INTERVAL_NANOS = Duration.ofSeconds(1).toNanos();

  /** Where a durable record is written, if each is lost before the record is durable. */
  private static final int MOST_FILES = 8;

  private final Path path;
  private final InstantSource clock;
  private final Trail trail;
  private final Stripes stripes;
  private final SyncRounds rounds;
  private volatile boolean dirty;
  private volatile boolean keyed;
  private volatile @Nullable IOException trouble;
  private volatile Instant troubled = Instant.EPOCH;

  /**
   * What a trail needs beside its settings.
   *
   * @param watcher is told of heads and of tampering
   */
  public record Tools(
      AuditKeys keys, AuditWatcher watcher, InstantSource clock, RandomGenerator random) {}

  private FileAuditDevice(Path path, Trail trail, InstantSource clock) {
    this.path = path;
    this.clock = clock;
    this.trail = trail;
    this.stripes = trail.stripes();
    this.rounds = new SyncRounds("audit-sync", SYNC_INTERVAL, new Syncing());
  }

  /**
   * Goes on behind what is there. The file is made with mode 0600 if it is missing; one of the name
   * that is no trail of this store is set aside.
   *
   * @throws AuditUnavailableException if it cannot be appended to
   */
  public static FileAuditDevice open(FileAuditSettings settings, Tools tools) {
    try {
      return new FileAuditDevice(settings.path(), new Trail(settings, tools), tools.clock());
    } catch (IOException e) {
      throw new AuditUnavailableException(
          settings.path() + ": cannot be used for the audit: " + e, e);
    }
  }

  @Override
  public void record(AuditRecord audited) {
    try {
      var _ = write(audited);
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
      for (int i = 0; i < MOST_FILES; i++) {
        Segment used = write(audited);
        rounds.await();
        if (!used.isLost()) {
          return;
        }
      }
      throw new IOException("one file after another is taken away");
    } catch (IOException e) {
      throw unavailable(e);
    }
  }

  /**
   * Takes up keys that are there now, with a head; what is written afterwards has a tag. If that
   * fails, the next head does it.
   */
  public void keysAreThere() {
    keyed = true;
    try {
      rounds.await();
    } catch (IOException e) {
      LOGGER.log(Level.WARNING, "{0}: its lines have no tags yet: {1}", path, e.toString());
    }
  }

  /** Why it takes no records now. */
  public Optional<AuditTrouble> trouble() {
    IOException now = trouble;
    return now == null
        ? Optional.empty()
        : Optional.of(
            new AuditTrouble(path.toString(), troubled, String.valueOf(now.getMessage())));
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

  private Segment write(AuditRecord audited) throws IOException {
    Stripe stripe = stripes.borrow();
    try {
      IOException now = trouble;
      if (now != null) {
        throw now;
      }
      return stripe.write(audited);
    } finally {
      stripes.giveBack(stripe);
    }
  }

  private AuditUnavailableException unavailable(IOException cause) {
    return new AuditUnavailableException(path + ": the audit cannot be written", cause);
  }

  /** What the one syncing thread does, and alone knows. */
  private final class Syncing implements SyncRounds.Work {
    private boolean ended;
    private boolean unsynced;
    private boolean headless;
    private long headed = System.nanoTime();

    @Override
    public void sync(boolean awaited) throws IOException {
      if (ended) {
        throw new IOException("an earlier sync failed", trouble);
      }
      try {
        round(awaited);
      } catch (UnsyncedException e) {
        ended = true;
        fail(e);
        throw e;
      } catch (RuntimeException | Error e) {
        fail(new IOException("an error that nobody foresaw: " + e, e));
        throw e;
      }
    }

    private void round(boolean awaited) throws IOException {
      boolean written = dirty;
      if (written) {
        // Not if it was not set: it may be by now, for what this round may not force.
        dirty = false;
      }
      unsynced |= awaited || written;
      headless |= unsynced;
      follow();
      boolean head = (keyed || (headless && isHeadDue())) && writeHead();
      if (unsynced || head) {
        trail.force();
        unsynced = false;
      }
      // Without a new one too: an incident may tell since of an alarm, or the place be well again.
      trail.keepHead();
    }

    @Override
    public void end(boolean synced) throws IOException {
      trouble = new IOException("closed");
      trail.end(synced);
    }

    private void follow() throws IOException {
      try {
        trail.look();
        trouble = null;
      } catch (IOException e) {
        fail(e);
        throw e;
      }
    }

    private void fail(IOException e) {
      if (trouble == null) {
        troubled = clock.instant();
      }
      trouble = e;
    }

    private boolean isHeadDue() {
      return System.nanoTime() - headed >= HEAD_INTERVAL_NANOS;
    }

    /** Whether it could be written; else it is tried again in the next round. */
    private boolean writeHead() throws IOException {
      keyed = false;
      try {
        trail.head();
      } catch (IOException e) {
        if (trail.isStuck()) {
          fail(e);
          throw e;
        }
        LOGGER.log(Level.WARNING, "{0}: has no new head: {1}", path, e.toString());
        return false;
      }
      headed = System.nanoTime();
      headless = false;
      return true;
    }
  }
}
