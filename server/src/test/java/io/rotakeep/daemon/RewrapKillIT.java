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
 * A daemon that brings its records under a new key term is killed at a moment left to chance, again
 * and again, a term further each time: as often as {@code -Drotakeep.kills} says. No record is ever
 * lost to it, and the last one finishes.
 */
@Timeout(900)
final class RewrapKillIT {
  private static final int KILLS = Integer.getInteger("rotakeep.kills", 5);
  private static final int CONNECTIONS = 120;

  /** What the next process says when the one that was killed had finished. */
  private static final String NONE_LEFT = "rotakeep_rewrapped_records_total 0.0";

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final List<String> IDS =
      IntStream.range(0, CONNECTIONS).mapToObj(i -> "rewrap/" + i).toList();

  @TempDir private Path directory;

  private int interrupted;

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
        kill(data, kill + 2, Duration.ofMillis(random.nextInt(700)));
      }

      int readable = finish(data);
      System.out.printf(
          "%d kills, %d of them with records left; %d of %d records decrypt%n",
          KILLS, interrupted, readable, CONNECTIONS);
      assertThat(readable).isEqualTo(CONNECTIONS);
      assertThat(server.report().presentedMoreThanOnce()).isEmpty();
    }
  }

  /** Each adds a term, with what the one before has left under earlier ones still to do. */
  private void kill(Path data, int term, Duration after) throws Exception {
    try (var daemon = MortalDaemon.immortal(data);
        var many = new ManyConnections(daemon.address())) {
      assertThat(many.rotateKeys()).isEqualTo(term);
      daemon.killAfter(after);
    }
    try (var daemon = MortalDaemon.immortal(data);
        var many = new ManyConnections(daemon.address())) {
      interrupted += daemon.say("/metrics").contains(NONE_LEFT) ? 0 : 1;
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
