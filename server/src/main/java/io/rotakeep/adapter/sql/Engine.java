package io.rotakeep.adapter.sql;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Set;
import org.h2.api.ErrorCode;
import org.h2.mvstore.MVStoreException;

/** What differs between the database engines that the same SQL runs on. */
enum Engine {
  /** Compares text by its UTF-16 units, which for ids and names is the order of their bytes. */
  H2(""),

  /** Orders ids by their bytes only when told to; a commit is on disk when it returns. */
  POSTGRESQL("COLLATE \"C\"");

  private static final Set<Integer> CLOSED =
      Set.of(
          ErrorCode.DATABASE_IS_CLOSED,
          ErrorCode.DATABASE_CALLED_AT_SHUTDOWN,
          ErrorCode.OUT_OF_MEMORY);

  private final String asciiCollation;

  Engine(String asciiCollation) {
    this.asciiCollation = asciiCollation;
  }

  /** What a column definition adds so that ids are listed in the order of their bytes. */
  String asciiCollation() {
    return asciiCollation;
  }

  /** To be called while the database works, before it has its tables. */
  OpenEngine opened(HikariDataSource pool) throws SQLException {
    return switch (this) {
      case H2 -> OpenH2.of(pool);
      case POSTGRESQL -> new OpenServer(pool);
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
