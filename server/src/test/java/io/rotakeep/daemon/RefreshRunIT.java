package io.rotakeep.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.Timestamp;
import io.grpc.StatusRuntimeException;
import io.rotakeep.testkit.doubles.AuthorizationServerDouble;
import io.rotakeep.testkit.doubles.DoubleSettings;
import io.rotakeep.v1.BulkRefreshOutcome;
import io.rotakeep.v1.ConnectionResult;
import io.rotakeep.v1.ConnectionsProgress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A daemon is killed in the middle of a run of refreshes, and the next one goes on with the run.
 */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
final class RefreshRunIT {
  private static final List<String> IDS = List.of("run/a", "run/b", "run/c", "run/d");

  @TempDir private Path directory;

  @Test
  void goesOnAfterAKillAndRefreshesNothingTwice() throws Exception {
    Path data = directory.resolve("data");
    var _ = Daemon.initialize(MortalDaemon.settings(data));
    try (var server = AuthorizationServerDouble.start(DoubleSettings.standard())) {
      Timestamp runStart = killedInTheMiddle(server, data);

      List<ConnectionResult> rest;
      List<Long> generations;
      try (var daemon = MortalDaemon.immortal(data);
          var many = new ManyConnections(daemon.address())) {
        rest = results(many.refreshAllSince(runStart));
        generations = IDS.stream().map(many::generation).toList();
      }

      assertThat(rest)
          .extracting(ConnectionResult::getRefreshOutcome)
          .containsExactly(
              BulkRefreshOutcome.BULK_REFRESH_OUTCOME_ALREADY_REFRESHED,
              BulkRefreshOutcome.BULK_REFRESH_OUTCOME_ALREADY_REFRESHED,
              BulkRefreshOutcome.BULK_REFRESH_OUTCOME_ROTATED,
              BulkRefreshOutcome.BULK_REFRESH_OUTCOME_ROTATED);
      assertThat(generations).containsOnly(3L);
      assertThat(server.report().presentedMoreThanOnce()).isEmpty();
    }
  }

  /** Two are done, and the turn of the third has not come: nothing is under way. */
  private static Timestamp killedInTheMiddle(AuthorizationServerDouble server, Path data)
      throws Exception {
    try (var daemon = MortalDaemon.immortal(data);
        var many = new ManyConnections(daemon.address())) {
      many.importFrom(server, IDS);
      Iterator<ConnectionsProgress> steps = many.refreshAllSlowly(0.5);
      ConnectionsProgress step = steps.next();
      while (step.getDone() < 2) {
        step = steps.next();
      }
      daemon.kill();
      assertThatExceptionOfType(StatusRuntimeException.class).isThrownBy(steps::next);
      return step.getRunStart();
    }
  }

  private static List<ConnectionResult> results(Iterator<ConnectionsProgress> stream) {
    List<ConnectionResult> results = new ArrayList<>();
    stream.forEachRemaining(step -> results.addAll(step.getResultsList()));
    return results;
  }
}
