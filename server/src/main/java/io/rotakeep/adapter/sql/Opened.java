package io.rotakeep.adapter.sql;

import com.zaxxer.hikari.HikariDataSource;
import io.rotakeep.core.connection.StoreUnavailableException;
import io.rotakeep.core.rotation.StoreStuckException;
import java.sql.SQLException;
import java.time.Duration;

/** A database that is open: its connections, and its engine beside them. */
record Opened(HikariDataSource pool, OpenEngine engine) {
  /** It takes milliseconds, unless it never ends. */
  private static final Duration LONGEST = Duration.ofSeconds(5);

  /** To be taken hold of while the database works; closes the pool if it does not. */
  static Opened of(HikariDataSource pool, Engine engine) throws SQLException {
    try {
      return new Opened(pool, engine.opened(pool));
    } catch (SQLException | RuntimeException | Error e) {
      pool.close();
      throw e;
    }
  }

  /**
   * Ends a database that failed, as it is, without a question that it might never answer. On a
   * thread of its own, since a file that is not let go must not hold up who stops the daemon. Doing
   * it again does no harm.
   */
  void end() {
    Thread ender =
        Thread.ofPlatform().daemon().name("rotakeep-failed-database").start(this::endAndClose);
    try {
      if (!ender.join(LONGEST)) {
        throw new StoreStuckException("the failed database does not let its file go");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreUnavailableException("interrupted while a failed database was ended", e);
    }
  }

  private void endAndClose() {
    try {
      engine.end();
    } finally {
      pool.close();
    }
  }
}
