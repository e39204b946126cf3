package io.rotakeep.adapter.sql;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.h2.engine.Database;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.SingleFileStore;

/**
 * An open H2 database from inside, taken hold of while it works: to write it at a moment of our
 * choice, and to end it once it does not work, since after a force that failed any statement,
 * {@code SHUTDOWN} too, may run for ever in its store (2.4.240).
 */
final class H2Inside {
  private static final System.Logger LOG = System.getLogger(H2Inside.class.getName());

  private static final int WRITES_PER_TIDYING = 10;
  private static final int LEAST_FILL_PERCENT = 60;
  private static final int TIDIED_BYTES = 1 << 20;

  private final Database database;
  private final MVStore store;
  private long writes;

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

  /** Whether the database stays open without a user. */
  void stayOpen(boolean always) {
    database.setCloseDelay(always ? -1 : 0);
  }

  /**
   * Puts what is committed into the file; no transaction may be under way.
   *
   * @return whether there was anything
   * @throws org.h2.mvstore.MVStoreException if that fails: then the store has closed
   */
  boolean write() {
    if (store.isClosed()) {
      throw DataUtils.newMVStoreException(DataUtils.ERROR_CLOSED, "the store has ended by itself");
    }
    return store.commit() >= 0;
  }

  /**
   * Writes, and after some writes copies a little of what lives to the end of the file, if much of
   * it is dead. What the copying leaves to write is one write, so a database at rest comes to rest.
   */
  void writeAndTidy() {
    if (write()) {
      writes++;
      if (writes % WRITES_PER_TIDYING == 0) {
        var _ = store.compact(LEAST_FILL_PERCENT, TIDIED_BYTES);
      }
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
   * by the name, which the pool's next connection may have given to a new one. A store that has
   * closed because it could not write has not given up the name.
   */
  void end() {
    if (store.isClosed() && database.isClosing()) {
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
