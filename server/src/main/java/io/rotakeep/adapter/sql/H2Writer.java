package io.rotakeep.adapter.sql;

import static java.util.Objects.requireNonNullElse;

import io.rotakeep.core.connection.StoreUnavailableException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Has an H2 database written to its file, again and again and when asked, on a thread that nobody
 * interrupts: an interrupt closes the file. Thread-safe.
 */
final class H2Writer {
  private static final System.Logger LOG = System.getLogger(H2Writer.class.getName());

  /** Commits of so long are written together; the journal has what is not yet written. */
  private static final int EVERY_MILLIS = 200;

  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("rotakeep-h2-writer").factory());

  private final H2Inside inside;
  private final Turns turns;
  private final Duration longestForce;
  private volatile boolean failed;

  /**
   * @param longestForce a disk that takes longer is taken for one that never ends
   */
  H2Writer(H2Inside inside, Turns turns, Duration longestForce) {
    this.inside = inside;
    this.turns = turns;
    this.longestForce = longestForce;
  }

  void begin() {
    var _ =
        thread.scheduleWithFixedDelay(
            this::write, EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
  }

  boolean hasFailed() {
    return failed;
  }

  /** What is under way is not waited for, and nothing else begins. */
  void end() {
    thread.shutdown();
  }

  /**
   * Returns once everything committed so far would survive a power failure.
   *
   * @throws SqlFailedException if nobody knows whether it would
   */
  void force() {
    try {
      thread.submit(this::writeAndForce).get(longestForce.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      throw new StoreUnavailableException("the database is closed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreUnavailableException("interrupted while the database was forced", e);
    } catch (TimeoutException e) {
      fail(e);
      throw new StoreUnavailableException(
          "the disk did not force the database in " + longestForce.toSeconds() + " s", e);
    } catch (ExecutionException e) {
      Throwable cause = requireNonNullElse(e.getCause(), e);
      if (cause instanceof StoreUnavailableException unavailable) {
        throw unavailable;
      }
      throw new SqlFailedException(new SQLException(Database.firstLine(cause), cause));
    }
  }

  private void write() {
    try {
      inTurn(inside::writeAndTidy);
    } catch (StoreUnavailableException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "the database is not written: {0}; tried again",
          e.getMessage());
    } catch (RuntimeException e) {
      // Told where it failed; whoever comes next is refused.
      LOG.log(System.Logger.Level.DEBUG, "the writer ends", e);
    }
  }

  private void writeAndForce() {
    inTurn(inside::write);
    telling(inside::force);
  }

  private void inTurn(Runnable writing) {
    turns.take(
        () -> {
          telling(writing);
          return inside;
        });
  }

  /** Before the next turn begins, all know. */
  private void telling(Runnable writing) {
    try {
      writing.run();
    } catch (RuntimeException | Error e) {
      fail(e);
      throw e;
    }
  }

  /** Once, and not of a database that was closed meanwhile. */
  private void fail(Throwable cause) {
    if (!failed && !thread.isShutdown()) {
      failed = true;
      Database.tellThatItGaveUp(cause);
    }
    thread.shutdown();
  }
}
