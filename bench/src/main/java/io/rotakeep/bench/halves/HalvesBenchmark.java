package io.rotakeep.bench.halves;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Kills a process that changes an H2 database, over and over, and counts how often the file has
 * half a transaction then: rows that belong together and do not agree, rows that two sessions see
 * differently, rows that nobody can change.
 */
public final class HalvesBenchmark {
  private static final int SESSIONS = 3;

  private final Path directory;
  private final Random random = new Random();
  private int halves;
  private int ambiguous;
  private int stuck;

  private HalvesBenchmark(Path directory) {
    this.directory = directory;
  }

  /** Takes a directory for the database and the number of kills. */
  public static void main(String[] args) throws IOException, InterruptedException, SQLException {
    HalvesBenchmark benchmark = new HalvesBenchmark(Files.createDirectories(Path.of(args[0])));
    int kills = Integer.parseInt(args[1]);
    for (int kill = 0; kill < kills; kill++) {
      benchmark.changeAndKill();
      benchmark.look();
    }
    System.out.printf(
        "%d kills: %d with half a transaction, %d seen differently by two sessions,"
            + " %d with rows that cannot be changed%n",
        kills, benchmark.halves, benchmark.ambiguous, benchmark.stuck);
  }

  private void changeAndKill() throws IOException, InterruptedException {
    Files.deleteIfExists(directory.resolve("halves.mv.db"));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                ChangedDatabase.class.getName(),
                directory.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (var lines = process.inputReader()) {
      if (!ChangedDatabase.CHANGING.equals(lines.readLine())) {
        throw new IllegalStateException("the process that should change the database has ended");
      }
      Thread.sleep(Duration.ofMillis(200 + random.nextInt(700)));
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private void look() throws SQLException {
    List<Connection> sessions = new ArrayList<>();
    try {
      List<String> seen = new ArrayList<>();
      for (int session = 0; session < SESSIONS; session++) {
        Connection connection = ChangedDatabase.open(directory);
        connection.setAutoCommit(false);
        sessions.add(connection);
        seen.add(disagreeing(connection));
      }
      halves += seen.stream().allMatch(String::isEmpty) ? 0 : 1;
      ambiguous += seen.stream().distinct().count() == 1 ? 0 : 1;
      for (Connection connection : sessions) {
        connection.rollback();
      }
      stuck += isChangeable(sessions.getFirst()) ? 0 : 1;
    } finally {
      for (Connection connection : sessions) {
        connection.close();
      }
    }
  }

  private static String disagreeing(Connection connection) throws SQLException {
    StringBuilder rows = new StringBuilder();
    try (Statement sql = connection.createStatement();
        ResultSet found =
            sql.executeQuery(
                "SELECT one.id, one.times, one.twin, other.times FROM one"
                    + " JOIN other ON other.id = one.id"
                    + " WHERE one.times <> one.twin OR one.times <> other.times"
                    + " ORDER BY one.id")) {
      while (found.next()) {
        rows.append(found.getInt(1)).append(':').append(found.getInt(2)).append(' ');
      }
    }
    return rows.toString();
  }

  private static boolean isChangeable(Connection connection) throws SQLException {
    try (Statement sql = connection.createStatement()) {
      sql.execute("SET LOCK_TIMEOUT 200");
      sql.executeUpdate("UPDATE one SET times = times + 1, twin = twin + 1");
      connection.commit();
      return true;
    } catch (SQLException e) {
      System.out.println(String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
      connection.rollback();
      return false;
    }
  }
}
