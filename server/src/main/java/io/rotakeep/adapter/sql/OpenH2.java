package io.rotakeep.adapter.sql;

import com.zaxxer.hikari.HikariDataSource;
import io.rotakeep.core.connection.StoreUnavailableException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.h2.mvstore.MVStoreException;

/**
 * An H2 database that is changed by one transaction at a time and written between two of them.
 *
 * <p>By itself H2 writes while transactions are under way, one of its maps after the other: what it
 * finds after a kill may be half a transaction, which some sessions see and some do not, and rows
 * that none can change any more (docs/decisions/0015).
 */
final class OpenH2 implements OpenEngine {
  private static final System.Logger LOG = System.getLogger(OpenH2.class.getName());
  private static final int LONGEST_SECONDS = 5;

  private final HikariDataSource pool;
  private final H2Inside inside;
  private final H2Writer writer = new H2Writer(this::write);
  private final ReentrantLock changing = new ReentrantLock();
  private volatile boolean failed;

  private OpenH2(HikariDataSource pool, H2Inside inside) {
    this.pool = pool;
    this.inside = inside;
  }

  static OpenH2 of(HikariDataSource pool) throws SQLException {
    H2Inside inside = H2Inside.of(pool);
    inside.writeOnlyWhenAsked();
    return new OpenH2(pool, inside);
  }

  /**
   * Keeps the database open without a user. Said once: as a setting of every connection it would
   * undo what {@link #close} says when the pool fills just then.
   */
  @Override
  public void begin() throws SQLException {
    run("SET DB_CLOSE_DELAY -1");
    writer.begin();
  }

  @Override
  public <R> R change(Supplier<R> transaction) {
    await();
    try {
      return transaction.get();
    } finally {
      changing.unlock();
    }
  }

  @Override
  public void force() {
    try {
      written(inside::write);
      inside.force();
    } catch (MVStoreException e) {
      throw new SqlFailedException(new SQLException(e.getMessage(), e));
    }
  }

  @Override
  public boolean hasFailed() {
    return failed;
  }

  /** Between two transactions, since closing writes as well. */
  @Override
  public void close() throws SQLException {
    writer.end();
    await();
    try (pool) {
      if (!pool.isClosed()) {
        run("SET DB_CLOSE_DELAY 0");
      }
    } finally {
      changing.unlock();
    }
  }

  @Override
  public void end() {
    writer.end();
    inside.end();
  }

  private void write() {
    try {
      written(inside::writeAndTidy);
    } catch (StoreUnavailableException e) {
      LOG.log(System.Logger.Level.DEBUG, "a transaction takes long; the next turn writes it", e);
    } catch (MVStoreException e) {
      failed = true;
      writer.end();
      LOG.log(
          System.Logger.Level.ERROR,
          "the database gave up, the journal keeps what it loses: {0}",
          Database.firstLine(e));
    }
  }

  private void written(Runnable writing) {
    await();
    try {
      writing.run();
    } finally {
      changing.unlock();
    }
  }

  /** No longer than for a connection: what holds it may be a disk that answers nothing. */
  private void await() {
    try {
      if (!changing.tryLock() && !changing.tryLock(LONGEST_SECONDS, TimeUnit.SECONDS)) {
        throw new StoreUnavailableException(
            "the database did not take a change in " + LONGEST_SECONDS + " s",
            new IllegalStateException());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreUnavailableException("interrupted while waiting for the database", e);
    }
  }

  private void run(String statement) throws SQLException {
    try (Connection connection = pool.getConnection()) {
      new Sql(connection).run(statement);
    } catch (SqlFailedException e) {
      throw e.said();
    }
  }
}
