package io.rotakeep.adapter.grpc;

import io.grpc.Status.Code;
import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.ConnectionState;
import io.rotakeep.core.connection.Tombstone;
import io.rotakeep.core.enrollment.ConnectionChanges;
import io.rotakeep.core.enrollment.ConnectionChanges.Deleted;
import io.rotakeep.core.rotation.OrderedRefreshes;
import io.rotakeep.v1.DeleteConnectionRequest;
import io.rotakeep.v1.DeleteConnectionResponse;
import io.rotakeep.v1.ErrorReason;
import io.rotakeep.v1.RefreshConnectionRequest;
import io.rotakeep.v1.UpdateConnectionRequest;

/** The methods that change labels, refresh one and delete. */
final class ConnectionChanging {
  private final ConnectionParts parts;
  private final ConnectionChanges changes;
  private final OrderedRefreshes refreshes;
  private final FailureReplies failures;

  ConnectionChanging(ConnectionParts parts, ConnectionChanges changes, OrderedRefreshes refreshes) {
    this.parts = parts;
    this.changes = changes;
    this.refreshes = refreshes;
    this.failures = new FailureReplies(parts.store(), parts.incidents());
  }

  io.rotakeep.v1.Connection update(RpcCall call, UpdateConnectionRequest request) {
    ConnectionId id = call.connection("connection", request.getConnection());
    String requestId = RequestIds.of(call, request.getRequestId());
    Connection changed =
        call.labelling(id, rights -> changes.relabel(id, request.getLabelsMap(), rights, requestId))
            .orElseThrow(() -> missing(id));
    return parts.messages().of(changed);
  }

  io.rotakeep.v1.Connection refresh(RpcCall call, RefreshConnectionRequest request) {
    ConnectionId id = call.connection("connection", request.getConnection());
    var order =
        new OrderedRefreshes.By(call.caller().name(), RequestIds.of(call, request.getRequestId()));
    var _ = parts.require(id);
    failures.require(refreshes.one(id, request.getAcceptRisk(), order, call.patience()), id);
    return parts.show(id);
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

  private static ReplyException missing(ConnectionId id) {
    return FailureReplies.notFound().with("connection", id.value()).toException();
  }
}
