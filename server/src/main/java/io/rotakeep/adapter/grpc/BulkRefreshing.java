package io.rotakeep.adapter.grpc;

import io.rotakeep.core.InvalidFieldException;
import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.rotation.OrderedRefreshes;
import io.rotakeep.v1.ConnectionResult;
import io.rotakeep.v1.ConnectionsProgress;
import io.rotakeep.v1.RefreshConnectionsRequest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** The method that refreshes many, so that every copy of their tokens dies. */
final class BulkRefreshing {
  /** Longer than the longest exchange with a provider. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final double USUAL_RATE = 10;
  private static final double LEAST_RATE = 0.1;
  private static final double HIGHEST_RATE = 100;

  private final ConnectionParts parts;
  private final OrderedRefreshes refreshes;
  private final FailureReplies failures;
  private final BulkWork bulk;
  private final InstantSource clock;

  BulkRefreshing(
      ConnectionParts parts, OrderedRefreshes refreshes, BulkWork bulk, InstantSource clock) {
    this.parts = parts;
    this.refreshes = refreshes;
    this.failures = new FailureReplies(parts.store(), parts.incidents());
    this.bulk = bulk;
    this.clock = clock;
  }

  void refresh(RpcCall call, RefreshConnectionsRequest request, Outbound<ConnectionsProgress> out) {
    var order =
        new OrderedRefreshes.By(call.caller().name(), RequestIds.of(call, request.getRequestId()));
    double rate = rate(request);
    RefreshRun run = RefreshRun.of(request, clock.instant());
    List<ConnectionId> selected = new Selection(parts.store()).of(call, request.getSelector());
    Selection.requireCount(selected, request.hasExpectedCount(), request.getExpectedCount());
    if (!request.getDryRun()) {
      bulk.requireSecondPerson(call, request, request.getSelector(), "", selected.size());
    }
    Pace pace = new Pace(rate, System::nanoTime);
    BulkWork.Step step =
        (id, result) -> {
          if (!isDone(run, id, result) && !request.getDryRun() && out.rest(pace.turn())) {
            spend(run, id, order, result);
          }
        };
    // A slow pace is told of one by one, so that nothing seems to stand still.
    int atOnce = (int) Math.clamp(rate, 1, BulkWork.AT_ONCE);
    ConnectionsProgress shape =
        ConnectionsProgress.newBuilder().setRunStart(Times.timestamp(run.start())).build();
    bulk.run(call, new BulkWork.Job(selected, step, shape, atOnce), out);
  }

  private boolean isDone(RefreshRun run, ConnectionId id, ConnectionResult.Builder result) {
    Connection row = parts.require(id);
    boolean done = run.hasDone(row, clock.instant());
    if (done) {
      RefreshRun.tellDone(result, row, clock.instant());
    }
    return done;
  }

  private void spend(
      RefreshRun run, ConnectionId id, OrderedRefreshes.By order, ConnectionResult.Builder result) {
    Connection before = parts.require(id);
    var outcome = refreshes.ofMany(id, run.start(), order, PATIENCE);
    result.setRefreshOutcome(RefreshRun.outcome(before, parts.store().find(id).orElse(null)));
    failures.require(outcome, id);
  }

  private static double rate(RefreshConnectionsRequest request) {
    double rate = request.hasMaxPerSecond() ? request.getMaxPerSecond() : USUAL_RATE;
    // Not a number is neither.
    if (!(rate >= LEAST_RATE && rate <= HIGHEST_RATE)) {
      throw new InvalidFieldException("max_per_second", "must be a number from 0.1 to 100");
    }
    return rate;
  }
}
