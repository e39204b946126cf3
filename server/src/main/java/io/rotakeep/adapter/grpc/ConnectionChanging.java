package io.rotakeep.adapter.grpc;

import io.grpc.Status.Code;
import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.ConnectionState;
import io.rotakeep.core.connection.Tombstone;
import io.rotakeep.core.enrollment.ConnectionChanges;
import io.rotakeep.core.enrollment.ConnectionChanges.Deleted;
import io.rotakeep.core.rotation.RefreshFailure;
import io.rotakeep.core.rotation.RotationFlights;
import io.rotakeep.core.rotation.RotationOutcome;
import io.rotakeep.core.rotation.RotationTrigger;
import io.rotakeep.v1.ConnectionsProgress;
import io.rotakeep.v1.DeleteConnectionRequest;
import io.rotakeep.v1.DeleteConnectionResponse;
import io.rotakeep.v1.ErrorReason;
import io.rotakeep.v1.RefreshConnectionRequest;
import io.rotakeep.v1.RefreshConnectionsRequest;
import io.rotakeep.v1.UpdateConnectionRequest;
import java.time.Duration;
import java.util.List;

/** The methods that change labels, refresh and delete. */
final class ConnectionChanging {
  /** Longer than the longest exchange with a provider. */
  private static final Duration REFRESH = Duration.ofSeconds(30);

  private final ConnectionParts parts;
  private final ConnectionChanges changes;
  private final RotationFlights flights;
  private final FailureReplies failures;
  private final BulkWork bulk;

  ConnectionChanging(
      ConnectionParts parts, ConnectionChanges changes, RotationFlights flights, BulkWork bulk) {
    this.parts = parts;
    this.changes = changes;
    this.flights = flights;
    this.failures = new FailureReplies(parts.store(), parts.incidents());
    this.bulk = bulk;
  }

  io.rotakeep.v1.Connection update(RpcCall call, UpdateConnectionRequest request) {
    ConnectionId id = call.connection("connection", request.getConnection());
    String requestId = RequestIds.of(call, request.getRequestId());
    Connection changed =
        changes
            .relabel(id, request.getLabelsMap(), call.caller().name(), requestId)
            .orElseThrow(() -> missing(id));
    return parts.messages().of(changed);
  }

  io.rotakeep.v1.Connection refresh(RpcCall call, RefreshConnectionRequest request) {
    ConnectionId id = call.connection("connection", request.getConnection());
    var _ = RequestIds.of(call, request.getRequestId());
    var _ = parts.require(id);
    refresh(id, new RotationTrigger.Requested(request.getAcceptRisk()), call.patience());
    return parts.show(id);
  }

  void refreshMany(
      RpcCall call, RefreshConnectionsRequest request, Outbound<ConnectionsProgress> out) {
    var _ = RequestIds.of(call, request.getRequestId());
    List<ConnectionId> selected = new Selection(parts.store()).of(call, request.getSelector());
    Selection.requireCount(selected, request.hasExpectedCount(), request.getExpectedCount());
    bulk.run(
        call,
        selected,
        id -> {
          if (!request.getDryRun()) {
            refresh(id, new RotationTrigger.RequestedOfMany(), REFRESH);
          }
        },
        out);
  }

  DeleteConnectionResponse delete(RpcCall call, DeleteConnectionRequest request) {
    ConnectionId id = call.connection("connection", request.getConnection());
    String requestId = RequestIds.of(call, request.getRequestId());
    Deleted deleted = changes.delete(id, request.getForce(), call.caller().name(), requestId);
    return switch (deleted) {
      case Deleted.Gone(Tombstone tombstone) ->
          DeleteConnectionResponse.newBuilder()
              .setTombstoneExpireTime(Times.timestamp(tombstone.deleted().plus(Tombstone.KEPT)))
              .build();
      case Deleted.NotFound() -> throw missing(id);
      case Deleted.StillInUse(ConnectionState state) ->
          throw ErrorReply.of(
                  Code.FAILED_PRECONDITION,
                  ErrorReason.ERROR_REASON_WRONG_STATE,
                  "only a revoked or pending connection can be deleted")
              .with("connection", id.value())
              .with("state", state.word())
              .with("next_step", "rotakeep connection revoke " + id)
              .toException();
    };
  }

  private void refresh(ConnectionId id, RotationTrigger trigger, Duration patience) {
    RotationOutcome outcome = flights.join(id, trigger, patience);
    if (outcome instanceof RotationOutcome.Failed(RefreshFailure failure)) {
      throw failures.of(failure, id).toException();
    }
  }

  private static ReplyException missing(ConnectionId id) {
    return FailureReplies.notFound().with("connection", id.value()).toException();
  }
}
