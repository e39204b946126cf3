package io.rotakeep.adapter.sql;

import java.io.IOException;
import java.sql.SQLException;
import java.util.Set;
import javax.sql.DataSource;
import org.h2.api.ErrorCode;
import org.h2.mvstore.MVStoreException;

/** What differs between the database engines that the same SQL runs on. */
enum Engine {
  /** Compares text by its UTF-16 units, which for ids and names is the order of their bytes. */
  H2("", "CHECKPOINT SYNC", "SET DB_CLOSE_DELAY -1", "SET DB_CLOSE_DELAY 0"),

  /** Orders ids by their bytes only when told to; a commit is on disk when it returns. */
  POSTGRESQL("COLLATE \"C\"", "", "", "");

  private static final Set<Integer> CLOSED =
      Set.of(ErrorCode.DATABASE_IS_CLOSED, ErrorCode.DATABASE_CALLED_AT_SHUTDOWN);

  private final String asciiCollation;
  private final String force;
  private final String retain;
  private final String release;

  Engine(String asciiCollation, String force, String retain, String release) {
    this.asciiCollation = asciiCollation;
    this.force = force;
    this.retain = retain;
    this.release = release;
  }

  /** What a column definition adds so that ids are listed in the order of their bytes. */
  String asciiCollation() {
    return asciiCollation;
  }

  /** The statement after which all that was committed survives a power failure; empty for none. */
  String force() {
    return force;
  }

  /**
   * The statement that keeps the database open without a user; empty for a server. To be run once:
   * as a setting of every connection it would undo {@link #release} when the pool fills just then.
   */
  String retain() {
    return retain;
  }

  /** The statement that lets the database close with its last user; empty for a server. */
  String release() {
    return release;
  }

  /**
   * What ends the database without writing any more or asking it anything; to be taken hold of
   * while it works.
   */
  Runnable ending(DataSource pool) throws SQLException {
    return switch (this) {
      case H2 -> H2Inside.of(pool)::end;
      case POSTGRESQL -> () -> {};
    };
  }

  /**
   * Whether the database is of no use any more after this. H2 gives itself up when a write of its
   * file fails, but some commits later: those are lost, though their callers heard of no error. A
   * server mends itself.
   */
  boolean gaveUp(SQLException failure) {
    if (this == POSTGRESQL) {
      return false;
    }
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof MVStoreException
          || cause instanceof IOException
          || (cause instanceof SQLException sql && CLOSED.contains(sql.getErrorCode()))) {
        return true;
      }
    }
    return false;
  }
}
