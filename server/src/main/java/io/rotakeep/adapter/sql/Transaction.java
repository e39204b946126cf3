package io.rotakeep.adapter.sql;

import io.rotakeep.adapter.sql.Database.Work;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** All of some work or nothing of it, repeated when it lost a race to another. */
final class Transaction {
  /** A key that is there already. */
  static final String TAKEN = "23505";

  private static final int ATTEMPTS = 5;

  /** Unique violation, serialization failure, deadlock. */
  private static final Set<String> LOST_RACE = Set.of(TAKEN, "40001", "40P01");

  private Transaction() {}

  /**
   * @throws SqlFailedException if it could not be committed
   */
  static <R extends @Nullable Object> R committed(DataSource pool, Work<R> work) {
    for (int attempt = 1; ; attempt++) {
      try (Connection connection = pool.getConnection()) {
        return committed(connection, work);
      } catch (SqlFailedException e) {
        if (attempt == ATTEMPTS || !LOST_RACE.contains(e.state())) {
          throw e;
        }
      } catch (SQLException e) {
        throw new SqlFailedException(e);
      }
    }
  }

  /** The pool gives the connection to the next one as it was. */
  private static <R extends @Nullable Object> R committed(Connection connection, Work<R> work)
      throws SQLException {
    connection.setAutoCommit(false);
    boolean done = false;
    try {
      R result = work.with(new Sql(connection));
      commit(connection);
      done = true;
      return result;
    } finally {
      if (!done) {
        connection.rollback();
      }
    }
  }

  /** A race may be lost at the end as well. */
  private static void commit(Connection connection) {
    try {
      connection.commit();
    } catch (SQLException e) {
      throw new SqlFailedException(e);
    }
  }
}
