package io.rotakeep.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rotakeep.testkit.ToolUnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A whole daemon whose disk gives no more room, again and again: what it sends and says is held
 * against what the server saw, and so is what it does when there is room again, and what the next
 * process finds.
 */
final class FullDiskIT extends StoreFaultSuite {
  private static final int SMALL_SEGMENT = 64 * 1024;

  @Test
  void goesOnByItselfWhenTheDatabaseCanGrowAgain() throws Exception {
    try (var server = start()) {
      enrol(server, Seams.NONE);
      fill();
      long known;
      try (var mortal = MortalDaemon.immortal(data());
          var caller = new OneConnection(mortal.address())) {
        known = caller.readAccessToken();
        for (int time = 0; time < 2; time++) {
          limit(mortal, Files.size(data().resolve("rotakeep.mv.db")));
          known = refreshUntilRefused(caller, known);
          assertDegraded(mortal, caller, server, "store", known);

          mortal.makeRoom();
          refreshUntilDone(caller);
          assertRecovered(mortal, caller, known);
        }
        limit(mortal, Files.size(data().resolve("rotakeep.mv.db")));
        known = refreshUntilRefused(caller, known);
        assertStopsInTime(mortal);
      }
      assertGoesOn(server, known);
    }
  }

  /** At once, while it has begun to open the database anew, and while it may be at it. */
  @ParameterizedTest
  @ValueSource(longs = {0, 400, 1100})
  void losesNothingWhenItIsKilledBeforeTheDatabaseIsBack(long millis) throws Exception {
    try (var server = start()) {
      enrol(server, Seams.NONE);
      fill();
      long known;
      try (var mortal = MortalDaemon.immortal(data());
          var caller = new OneConnection(mortal.address())) {
        known = caller.readAccessToken();
        limit(mortal, Files.size(data().resolve("rotakeep.mv.db")));
        known = refreshUntilRefused(caller, known);
        mortal.makeRoom();
        mortal.killAfter(Duration.ofMillis(millis));
      }
      assertGoesOn(server, known);
    }
  }

  @Test
  void sendsNothingWhileTheJournalHasNoRoom() throws Exception {
    try (var server = start()) {
      enrol(server, new SmallSegments());
      long known;
      try (var mortal = MortalDaemon.withSegments(SMALL_SEGMENT, data());
          var caller = new OneConnection(mortal.address())) {
        known = caller.readAccessToken();
        List<Path> obstacles = obstructSegments();
        known = refreshUntilRefused(caller, known);
        assertDegraded(mortal, caller, server, "journal", known);

        remove(obstacles);
        refreshUntilDone(caller);
        assertRecovered(mortal, caller, known);

        obstacles = obstructSegments();
        known = refreshUntilRefused(caller, known);
        assertStopsInTime(mortal);
        remove(obstacles);
      }
      assertGoesOn(server, known);
    }
  }

  @Test
  void endsForANewProcessOnceAFailedJournalCanBeWrittenAgain() throws Exception {
    try (var server = start()) {
      enrol(server, Seams.NONE);
      long known;
      try (var mortal = MortalDaemon.immortal(data());
          var caller = new OneConnection(mortal.address())) {
        known = caller.readAccessToken();
        // There is room for what is written now, and none for what a new process has to make.
        limit(mortal, 2 * Files.size(data().resolve("rotakeep.mv.db")));
        Files.createFile(MortalDaemon.witnessFails(data()));
        known = refreshUntilRefused(caller, known);
        await()
            .atMost(LIMIT)
            .untilAsserted(() -> assertThat(fault(caller, "journal").getNextStep()).contains("75"));
        assertDegraded(mortal, caller, server, "journal", known);
        assertThat(mortal.isAlive()).isTrue();

        mortal.makeRoom();
        assertThat(mortal.awaitEnd()).isEqualTo(Daemon.RESTART);
      }
      assertDoubted(server, known);
    }
  }

  /** So that the limit of a file's size lies far beyond where the journal writes. */
  private void fill() throws SQLException {
    String url = "jdbc:h2:file:" + data().resolve("rotakeep") + ";IFEXISTS=TRUE";
    try (var database = DriverManager.getConnection(url, "rotakeep", "");
        var statement = database.createStatement()) {
      statement.execute(
          "CREATE TABLE filler AS SELECT SECURE_RAND(100000) AS bytes FROM SYSTEM_RANGE(1, 60)");
    }
  }

  /** The journal's directory gives no new file for a segment, whoever asks. */
  private List<Path> obstructSegments() throws IOException {
    List<Path> obstacles = new ArrayList<>();
    for (int count = 2; count < 300; count++) {
      Path spare = data().resolve("journal").resolve("spare-" + count);
      if (!Files.exists(spare)) {
        obstacles.add(Files.createDirectory(spare));
      }
    }
    return obstacles;
  }

  private static void remove(List<Path> obstacles) throws IOException {
    for (Path obstacle : obstacles) {
      Files.delete(obstacle);
    }
  }

  private static void limit(MortalDaemon mortal, long bytes)
      throws IOException, InterruptedException {
    try {
      mortal.limitFiles(bytes);
    } catch (ToolUnavailableException e) {
      Assumptions.abort(String.valueOf(e.getMessage()));
    }
  }

  /** So that a few refreshes fill one. */
  private record SmallSegments() implements Seams {
    @Override
    public int segmentBytes() {
      return SMALL_SEGMENT;
    }
  }
}
