package io.rotakeep.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rotakeep.testkit.doubles.AuthorizationServerDouble;
import io.rotakeep.testkit.doubles.DoubleSettings;
import io.rotakeep.v1.SystemStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A daemon that brings its records under a new key term, slowly, is killed when it has come as far
 * as chance says and no farther than half of them, again and again, a term further each time: as
 * often as {@code -Drotakeep.kills} says. No record is ever lost to it, and the last one finishes.
 */
@Timeout(900)
final class RewrapKillIT {
  private static final int KILLS = Integer.getInteger("rotakeep.kills", 5);
  private static final int CONNECTIONS = 120;

  /** A tenth of a second for each: from the latest kill on it would need six seconds more. */
  private static final int SLOWLY = 10;

  private static final int LATEST = CONNECTIONS / 2;

  /** What the next process says only if the one that was killed had left something to it. */
  private static final String SOME_REWRAPPED = "rotakeep_rewrapped_records_total [1-9]";

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final List<String> IDS =
      IntStream.range(0, CONNECTIONS).mapToObj(i -> "rewrap/" + i).toList();

  @TempDir private Path directory;

  @Test
  void leavesEveryRecordReadableWhereverItIsKilledAndFinishes() throws Exception {
    Path data = directory.resolve("data");
    var _ = Daemon.initialize(MortalDaemon.settings(data));
    long seed = new Random().nextLong();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    try (var server = AuthorizationServerDouble.start(DoubleSettings.standard())) {
      try (var daemon = MortalDaemon.immortal(data);
          var many = new ManyConnections(daemon.address())) {
        many.importFrom(server, IDS);
        assertThat(daemon.terminate()).isLessThan(LIMIT);
      }

      for (int kill = 0; kill < KILLS; kill++) {
        kill(data, kill + 2, 1 + random.nextInt(LATEST));
      }

      int readable = finish(data);
      System.out.printf(
          "%d kills, each with records left; %d of %d records decrypt%n",
          KILLS, readable, CONNECTIONS);
      assertThat(readable).isEqualTo(CONNECTIONS);
      assertThat(server.report().presentedMoreThanOnce()).isEmpty();
    }
  }

  /** Each adds a term, with what the one before has left under earlier ones still to do. */
  private void kill(Path data, int term, int after) throws Exception {
    try (var daemon = MortalDaemon.rewrapping(SLOWLY, data);
        var many = new ManyConnections(daemon.address())) {
      assertThat(many.rotateKeys()).isEqualTo(term);
      await()
          .pollInterval(Duration.ofMillis(20))
          .atMost(LIMIT)
          .until(() -> many.status().getRewrap().getDone() >= after);
      daemon.kill();
    }
    try (var daemon = MortalDaemon.rewrapping(SLOWLY, data);
        var many = new ManyConnections(daemon.address())) {
      // It passes over what was done, and encrypts what was not.
      await()
          .atMost(LIMIT)
          .untilAsserted(
              () ->
                  assertThat(daemon.say("/metrics"))
                      .as("killed in the middle, at %d", after)
                      .containsPattern(SOME_REWRAPPED));
      assertThat(many.readAll(IDS)).as("after the kill at term %d", term).isEqualTo(CONNECTIONS);
      daemon.kill();
    }
  }

  private int finish(Path data) throws Exception {
    try (var daemon = MortalDaemon.immortal(data);
        var many = new ManyConnections(daemon.address())) {
      await().atMost(LIMIT).until(() -> !many.status().hasRewrap());
      SystemStatus status = many.status();
      assertThat(status.getKeyTerm()).isEqualTo(KILLS + 1);
      assertThat(status.getFaultsList()).isEmpty();
      int readable = many.readAll(IDS);
      many.refreshAllSlowly(100).forEachRemaining(_ -> {});
      return readable;
    }
  }
}
