package io.rotakeep.adapter.sql;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * An H2 database that is changed by one transaction at a time and written between two of them.
 *
 * <p>By itself H2 writes while transactions are under way, one of its maps after the other: what it
 * finds after a kill may be half a transaction, which some sessions see and some do not, and rows
 * that none can change any more (docs/decisions/0015).
 */
final class OpenH2 implements OpenEngine {
  private static final Duration LONGEST_FORCE = Duration.ofSeconds(30);

  private final HikariDataSource pool;
  private final H2Inside inside;
  private final Turns turns = new Turns();
  private final H2Writer writer;

  private OpenH2(HikariDataSource pool, H2Inside inside) {
    this.pool = pool;
    this.inside = inside;
    this.writer = new H2Writer(inside, turns, LONGEST_FORCE);
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
  public void begin() {
    inside.stayOpen(true);
    writer.begin();
  }

  @Override
  public <R> R change(Supplier<R> transaction) {
    return turns.take(transaction);
  }

  @Override
  public void force() {
    writer.force();
  }

  @Override
  public boolean hasFailed() {
    return writer.hasFailed();
  }

  /** Between two transactions, since closing writes as well. */
  @Override
  public void close() {
    writer.end();
    turns.take(
        () -> {
          inside.stayOpen(false);
          pool.close();
          return pool;
        });
  }

  @Override
  public void end() {
    writer.end();
    inside.end();
  }
}
