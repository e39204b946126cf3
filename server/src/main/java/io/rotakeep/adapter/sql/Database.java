package io.rotakeep.adapter.sql;

import com.zaxxer.hikari.HikariDataSource;
import io.rotakeep.core.connection.StoreUnavailableException;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/**
 * A database with our tables in it, opened when it is first used: until then nothing on the disk
 * has changed. Thread-safe. Every failure to ask it is a {@link StoreUnavailableException}; none is
 * repeated, save a transaction that lost a race to another.
 */
final class Database implements AutoCloseable {
  private static final int ATTEMPTS = 5;

  /** Unique violation, serialization failure, deadlock; H2's row lock timeout and conflict. */
  private static final Set<String> LOST_RACE = Set.of("23505", "40001", "40P01", "HYT00", "90131");

  private final Engine engine;
  private final Supplier<HikariDataSource> opener;
  private volatile @Nullable Opened opened;
  private boolean closed;

  Database(Engine engine, Supplier<HikariDataSource> opener) {
    this.engine = engine;
    this.opener = opener;
  }

  private record Opened(HikariDataSource pool, Jdbi jdbi) {}

  /** What is done with a connection to the database. */
  interface Work<R extends @Nullable Object> {
    R with(Handle handle);
  }

  boolean isOpen() {
    return opened != null;
  }

  <R extends @Nullable Object> R read(Work<R> work) {
    try {
      return jdbi().withHandle(work::with);
    } catch (JdbiException e) {
      throw unavailable(e);
    }
  }

  /**
   * Commits what the work did, or nothing of it. Repeated when it lost a race, so the work must
   * look at the rows anew each time and do nothing else.
   */
  <R extends @Nullable Object> R transact(Work<R> work) {
    for (int attempt = 1; ; attempt++) {
      try {
        return jdbi().inTransaction(work::with);
      } catch (JdbiException e) {
        if (attempt == ATTEMPTS || !LOST_RACE.contains(state(e))) {
          throw unavailable(e);
        }
      }
    }
  }

  /** Returns once everything committed so far would survive a power failure. */
  void force() {
    if (!engine.force().isEmpty()) {
      read(handle -> handle.execute(engine.force()));
    }
  }

  /** Has the pool report to a registry of a kind that it knows; to be called once. */
  synchronized void measure(Object registry) {
    jdbi();
    Opened open = opened;
    if (open != null) {
      open.pool().setMetricRegistry(registry);
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    Opened open = opened;
    if (open == null) {
      return;
    }
    try (HikariDataSource pool = open.pool()) {
      if (!engine.release().isEmpty() && !pool.isClosed()) {
        read(handle -> handle.execute(engine.release()));
      }
    }
  }

  /** Brings the tables up to this version of the program; refuses those of a newer one. */
  static void migrate(Engine engine, DataSource source) {
    try {
      Flyway.configure()
          .dataSource(source)
          .locations("classpath:db/migration")
          .placeholders(Map.of("ascii", engine.asciiCollation()))
          .cleanDisabled(true)
          // By default a newer version's tables would be taken as fine.
          .ignoreMigrationPatterns(new String[0])
          .load()
          .migrate();
    } catch (FlywayException e) {
      throw new StoreUnavailableException(
          "the database's tables could not be brought to this version: " + firstLine(e), e);
    }
  }

  static String firstLine(Throwable e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("").trim();
  }

  private Jdbi jdbi() {
    Opened open = opened;
    return open == null ? open() : open.jdbi();
  }

  private synchronized Jdbi open() {
    Opened open = opened;
    if (open != null) {
      return open.jdbi();
    }
    if (closed) {
      throw new StoreUnavailableException("the database is closed", new IllegalStateException());
    }
    HikariDataSource pool = opener.get();
    try {
      migrate(engine, pool);
    } catch (StoreUnavailableException e) {
      pool.close();
      throw e;
    }
    Jdbi jdbi = Jdbi.create(pool);
    opened = new Opened(pool, jdbi);
    return jdbi;
  }

  /** Only what the driver says: the library's own messages repeat every bound value. */
  private static StoreUnavailableException unavailable(JdbiException e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    return new StoreUnavailableException(
        "the database did not do what it was asked: " + firstLine(cause), cause);
  }

  private static String state(JdbiException e) {
    return e.getCause() instanceof SQLException cause ? String.valueOf(cause.getSQLState()) : "";
  }
}
