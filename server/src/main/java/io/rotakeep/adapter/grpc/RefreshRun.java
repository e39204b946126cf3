package io.rotakeep.adapter.grpc;

import io.rotakeep.core.InvalidFieldException;
import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionState;
import io.rotakeep.core.connection.StoredAccessToken;
import io.rotakeep.core.connection.Validity;
import io.rotakeep.v1.BulkRefreshOutcome;
import io.rotakeep.v1.ConnectionResult;
import io.rotakeep.v1.RefreshConnectionsRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * One run through many connections that refreshes each once, however often it is interrupted and
 * gone on with. What it has done already is read from each connection's own row, so the run keeps
 * nothing that a restart could lose.
 *
 * @param start of the run; in milliseconds, as the times of rows are
 */
record RefreshRun(Instant start) {

  /**
   * @throws InvalidFieldException if it is to go on with a run of the future
   */
  static RefreshRun of(RefreshConnectionsRequest request, Instant now) {
    Instant begun = now.truncatedTo(ChronoUnit.MILLIS);
    if (!request.hasSince()) {
      return new RefreshRun(begun);
    }
    Instant since = Times.instant("since", request.getSince()).truncatedTo(ChronoUnit.MILLIS);
    if (since.isAfter(begun)) {
      throw new InvalidFieldException(
          "since", "must not be in the future; best a run_start that the daemon told");
    }
    return new RefreshRun(since);
  }

  boolean hasDone(Connection connection, Instant now) {
    return connection.history().wasRefreshedWithin(start, now);
  }

  /**
   * Of a connection that was left alone: which older access token may still live is known no more.
   */
  static void tellDone(ConnectionResult.Builder result, Connection connection, Instant now) {
    result
        .setRefreshOutcome(BulkRefreshOutcome.BULK_REFRESH_OUTCOME_ALREADY_REFRESHED)
        .clearOlderTokenId()
        .clearOlderTokenExpireTime();
    StoredAccessToken successor = connection.accessToken();
    Instant refreshed = connection.history().refreshed();
    if (successor != null && refreshed != null) {
      Validity validity = successor.validity();
      Instant latest = refreshed.plus(Duration.between(validity.issued(), validity.expires()));
      if (latest.isAfter(now)) {
        result.setOlderTokenExpireTime(Times.timestamp(latest));
      }
    }
  }

  /** What became of one, read from its row before and after. */
  static BulkRefreshOutcome outcome(Connection before, @Nullable Connection after) {
    if (after == null) {
      return BulkRefreshOutcome.BULK_REFRESH_OUTCOME_FAILED;
    }
    if (after.generation().isAfter(before.generation())) {
      return BulkRefreshOutcome.BULK_REFRESH_OUTCOME_ROTATED;
    }
    boolean written = after.revision() > before.revision();
    String word = after.history().lastOutcome();
    if (written && word != null && word.startsWith("rejected_")) {
      return BulkRefreshOutcome.BULK_REFRESH_OUTCOME_REJECTED;
    }
    if (written && after.state() instanceof ConnectionState.InDoubt) {
      return BulkRefreshOutcome.BULK_REFRESH_OUTCOME_IN_DOUBT;
    }
    Instant refreshed = after.history().refreshed();
    return refreshed != null && !refreshed.equals(before.history().refreshed())
        ? BulkRefreshOutcome.BULK_REFRESH_OUTCOME_NOT_ROTATED
        : BulkRefreshOutcome.BULK_REFRESH_OUTCOME_FAILED;
  }
}
