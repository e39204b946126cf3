package io.rotakeep.adapter.sql;

import com.zaxxer.hikari.HikariDataSource;
import io.rotakeep.core.connection.StoreUnavailableException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A database with our tables in it, opened when it is first used: until then nothing on the disk
 * has changed. Thread-safe. Every failure to ask it is a {@link StoreUnavailableException}; none is
 * repeated, save a transaction that lost a race to another.
 */
final class Database implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Database.class.getName());

  private final Engine engine;
  private final Supplier<HikariDataSource> opener;
  private volatile @Nullable Opened opened;
  private volatile boolean failed;
  private @Nullable Object meters;
  private boolean closed;

  Database(Engine engine, Supplier<HikariDataSource> opener) {
    this.engine = engine;
    this.opener = opener;
  }

  /** What is done with a connection to the database. */
  interface Work<R extends @Nullable Object> {
    R with(Sql sql);
  }

  boolean isOpen() {
    return opened != null;
  }

  /** Whether it gave itself up: then everything is refused until it is opened anew. */
  boolean hasFailed() {
    Opened open = opened;
    return failed || (open != null && open.engine().hasFailed());
  }

  /**
   * Lets go of the failed database and opens it anew, for the repair alone: everybody else is
   * refused until that has returned. What either throws leaves all as it was.
   */
  synchronized void reopen(Consumer<Database> repair) {
    refuseIfClosed();
    abandon();
    Database fresh = new Database(engine, opener);
    try {
      Opened now = fresh.opened();
      repair.accept(fresh);
      if (meters != null) {
        now.pool().setMetricRegistry(meters);
      }
      opened = now;
      failed = false;
    } catch (RuntimeException | Error e) {
      endBeside(fresh::abandon, e);
      throw e;
    }
  }

  private void abandon() {
    Optional.ofNullable(opened).ifPresent(Opened::end);
  }

  /** Names what is open; another once it was opened anew. */
  Object opening() {
    return opened();
  }

  <R extends @Nullable Object> R read(Work<R> work) {
    try (Connection connection = opened().pool().getConnection()) {
      return work.with(new Sql(connection));
    } catch (SqlFailedException e) {
      throw unavailable(e.said());
    } catch (SQLException e) {
      throw unavailable(e);
    }
  }

  /**
   * Commits what the work did, or nothing of it. Repeated when it lost a race, so the work must
   * look at the rows anew each time and do nothing else.
   */
  <R extends @Nullable Object> R transact(Work<R> work) {
    return transact(opened(), work);
  }

  private <R extends @Nullable Object> R transact(Opened open, Work<R> work) {
    return open.engine()
        .change(
            () -> {
              if (hasFailed() || !open.equals(opened)) {
                // While it waited.
                throw gaveUp();
              }
              return committed(open.pool(), work);
            });
  }

  private <R extends @Nullable Object> R committed(DataSource pool, Work<R> work) {
    try {
      return Transaction.committed(pool, work);
    } catch (SqlFailedException e) {
      throw unavailable(e.said());
    }
  }

  /** The same, for what no journal repeats: returns once it would survive a power failure. */
  <R extends @Nullable Object> R transactAndForce(Work<R> work) {
    Opened open = opened();
    R result = transact(open, work);
    force(open);
    return result;
  }

  /** Returns once everything committed so far would survive a power failure. */
  void force() {
    force(opened());
  }

  private void force(Opened open) {
    try {
      open.engine().force();
    } catch (SqlFailedException e) {
      throw unavailable(e.said());
    }
  }

  /** Has the pool report to a registry of a kind that it knows; to be called once. */
  synchronized void measure(Object registry) {
    meters = registry;
    opened().pool().setMetricRegistry(registry);
  }

  @Override
  public synchronized void close() {
    closed = true;
    Opened open = opened;
    if (open == null) {
      return;
    }
    if (hasFailed()) {
      abandon();
      return;
    }
    try {
      open.engine().close();
    } catch (StoreUnavailableException e) {
      abandon();
      throw e;
    }
  }

  static void tellThatItGaveUp(Throwable cause) {
    LOG.log(
        System.Logger.Level.ERROR,
        "the database gave up, the journal keeps what it loses: {0}",
        firstLine(cause));
  }

  static String firstLine(Throwable e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("").trim();
  }

  private Opened opened() {
    if (hasFailed()) {
      throw gaveUp();
    }
    Opened open = opened;
    return open == null ? open() : open;
  }

  private static StoreUnavailableException gaveUp() {
    return new StoreUnavailableException(
        "the database gave up after an error of its disk and is opened anew as soon as it can be",
        new IllegalStateException());
  }

  private synchronized Opened open() {
    Opened open = opened;
    if (open != null) {
      return open;
    }
    refuseIfClosed();
    try {
      Opened fresh = Opened.of(opener.get(), engine);
      begin(fresh);
      opened = fresh;
      return fresh;
    } catch (SQLException e) {
      throw unavailable(e);
    }
  }

  private void begin(Opened fresh) {
    try {
      Migrations.apply(engine, fresh.pool());
      fresh.engine().begin();
    } catch (RuntimeException | Error e) {
      endBeside(fresh::end, e);
      throw e;
    }
  }

  private static void endBeside(Runnable end, Throwable cause) {
    try {
      end.run();
    } catch (RuntimeException e) {
      cause.addSuppressed(e);
    }
  }

  private void refuseIfClosed() {
    if (closed) {
      throw new StoreUnavailableException("the database is closed", new IllegalStateException());
    }
  }

  /** Only the first line of what the driver says, and nothing where that would show a row. */
  private StoreUnavailableException unavailable(SQLException cause) {
    if (engine.gaveUp(cause) && !hasFailed()) {
      failed = true;
      tellThatItGaveUp(cause);
    }
    String said =
        Transaction.TAKEN.equals(cause.getSQLState()) ? "a key is taken" : firstLine(cause);
    return new StoreUnavailableException(
        "the database did not do what it was asked: " + said, cause);
  }
}
