package io.rotakeep.adapter.sql;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.h2.engine.Database;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.SingleFileStore;

/**
 * An open H2 database from inside, taken hold of while it works: to write it at a moment of our
 * choice, and to end it once it does not work, since after a force that failed any statement,
 * {@code SHUTDOWN} too, may run for ever in its store (2.4.240).
 */
final class H2Inside {
  private static final System.Logger LOG = System.getLogger(H2Inside.class.getName());

  private static final int LEAST_FILL_PERCENT = 60;
  private static final int TIDIED_BYTES = 1 << 20;

  private final Database database;
  private final MVStore store;

  private H2Inside(Database database) {
    this.database = database;
    this.store = database.getStore().getMvStore();
  }

  static H2Inside of(DataSource pool) throws SQLException {
    try (Connection connection = pool.getConnection()) {
      var session = (SessionLocal) connection.unwrap(JdbcConnection.class).getSession();
      return new H2Inside(session.getDatabase());
    }
  }

  /**
   * Ends H2's own writer, which is waited for, and what it would write when the process ends. With
   * a delay of none each commit would write; with less than none nothing does.
   */
  void writeOnlyWhenAsked() {
    store.setAutoCommitDelay(0);
    store.setAutoCommitDelay(-1);
    H2ExitHook.remove(database);
  }

  /**
   * Puts what is committed into the file; no transaction may be under way.
   *
   * @throws org.h2.mvstore.MVStoreException if that fails: then the store has closed
   */
  void write() {
    if (!store.isClosed()) {
      var _ = store.commit();
    }
  }

  /** Writes, and copies a little of what lives in mostly dead parts of the file to its end. */
  void writeAndTidy() {
    write();
    if (!store.isClosed()) {
      var _ = store.compact(LEAST_FILL_PERCENT, TIDIED_BYTES);
    }
  }

  /**
   * Returns once what was written would survive a power failure.
   *
   * @throws org.h2.mvstore.MVStoreException if that is not known
   */
  void force() {
    store.sync();
    // A file that was closed in the meantime is passed over without a word; reading it is not.
    var _ = ((SingleFileStore) store.getFileStore()).readFully(null, 0, 1);
  }

  /**
   * Writes nothing more, and lets the file go. What has ended by itself is left alone: ending goes
   * by the name, which the pool's next connection may have given to a new one.
   */
  void end() {
    if (store.isClosed()) {
      return;
    }
    attempt(database::shutdownImmediately);
    attempt(store::closeImmediately);
    attempt(store.getFileStore()::close);
  }

  private static void attempt(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.DEBUG, "a part of the database had ended by itself", e);
    }
  }
}
