package io.rotakeep.bench.halves;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/** Two tables whose rows are counted up together, by several threads, until the process dies. */
final class ChangedDatabase {
  static final String CHANGING = "changing";

  private static final int ROWS = 200;
  private static final int THREADS = 6;
  private static final int TRANSACTIONS_PER_PAUSE = 4;
  private static final long PAUSE_NANOS = 1_000_000;
  private static final String FILLING = "x".repeat(700);

  private ChangedDatabase() {}

  /** Written by H2 itself every 200 ms, and not as the daemon does it. */
  static Connection open(Path directory) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:h2:file:"
            + directory.toAbsolutePath().resolve("halves")
            + ";DB_CLOSE_ON_EXIT=FALSE;TRACE_LEVEL_FILE=0;WRITE_DELAY=200");
  }

  /** Takes the directory; says so when it is changing. */
  public static void main(String[] args) throws SQLException {
    Path directory = Path.of(args[0]);
    Connection kept = open(directory);
    fill(kept);
    for (int thread = 0; thread < THREADS; thread++) {
      int first = thread;
      Thread.ofPlatform().start(() -> countUp(directory, first));
    }
    System.out.println(CHANGING);
  }

  private static void fill(Connection connection) throws SQLException {
    try (Statement sql = connection.createStatement()) {
      sql.execute("CREATE TABLE one (id INT PRIMARY KEY, times INT, twin INT, filling VARCHAR)");
      sql.execute("CREATE INDEX one_twin ON one (twin)");
      sql.execute("CREATE TABLE other (id INT PRIMARY KEY, times INT, filling VARCHAR)");
      for (int id = 0; id < ROWS; id++) {
        sql.execute("INSERT INTO one VALUES (" + id + ", 0, 0, '" + FILLING + "')");
        sql.execute("INSERT INTO other VALUES (" + id + ", 0, '" + FILLING + "')");
      }
      sql.execute("CHECKPOINT SYNC");
    }
  }

  /** Each thread has rows of its own, so that none waits for another. */
  private static void countUp(Path directory, int first) {
    Random random = new Random();
    try (Connection connection = open(directory);
        PreparedStatement one =
            connection.prepareStatement(
                "UPDATE one SET times = times + 1, twin = twin + 1 WHERE id = ?");
        PreparedStatement other =
            connection.prepareStatement("UPDATE other SET times = times + 1 WHERE id = ?")) {
      connection.setAutoCommit(false);
      while (true) {
        int id = first + THREADS * random.nextInt((ROWS - first) / THREADS);
        one.setInt(1, id);
        one.executeUpdate();
        other.setInt(1, id);
        other.executeUpdate();
        connection.commit();
        if (random.nextInt(TRANSACTIONS_PER_PAUSE) == 0) {
          LockSupport.parkNanos(PAUSE_NANOS);
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
