package io.rotakeep.adapter.grpc;

import io.grpc.Status.Code;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.ConnectionState;
import io.rotakeep.core.enrollment.Order;
import io.rotakeep.core.enrollment.Quarantines;
import io.rotakeep.core.enrollment.Quarantines.Result;
import io.rotakeep.v1.ConnectionsProgress;
import io.rotakeep.v1.ErrorReason;
import io.rotakeep.v1.QuarantineConnectionRequest;
import io.rotakeep.v1.QuarantineConnectionsRequest;
import io.rotakeep.v1.ReinstateConnectionRequest;
import java.util.List;

/** The methods that hold connections and let them go. */
final class ConnectionHolding {
  private final ConnectionParts parts;
  private final Quarantines quarantines;
  private final BulkWork bulk;

  ConnectionHolding(ConnectionParts parts, Quarantines quarantines, BulkWork bulk) {
    this.parts = parts;
    this.quarantines = quarantines;
    this.bulk = bulk;
  }

  io.rotakeep.v1.Connection quarantine(RpcCall call, QuarantineConnectionRequest request) {
    ConnectionId id = call.connection("connection", request.getConnection());
    Order order = Orders.explained(call, request.getComment(), request.getRequestId());
    require(quarantines.quarantine(id, order), id);
    return parts.show(id);
  }

  void quarantineMany(
      RpcCall call, QuarantineConnectionsRequest request, Outbound<ConnectionsProgress> out) {
    Order order = Orders.explained(call, request.getComment(), request.getRequestId());
    List<ConnectionId> selected = new Selection(parts.store()).of(call, request.getSelector());
    Selection.requireCount(selected, request.hasExpectedCount(), request.getExpectedCount());
    if (!request.getDryRun()) {
      bulk.requireSecondPerson(
          call, request, request.getSelector(), order.comment(), selected.size());
    }
    BulkWork.Step step =
        (id, _) -> {
          if (!request.getDryRun()) {
            require(quarantines.quarantine(id, order), id);
          }
        };
    bulk.run(call, new BulkWork.Job(selected, step), out);
  }

  io.rotakeep.v1.Connection reinstate(RpcCall call, ReinstateConnectionRequest request) {
    ConnectionId id = call.connection("connection", request.getConnection());
    Order order = Orders.explained(call, request.getComment(), request.getRequestId());
    require(quarantines.reinstate(id, order, request.getAcceptRisk()), id);
    return parts.show(id);
  }

  private static void require(Result result, ConnectionId id) {
    switch (result) {
      case Result.Done _ -> {}
      case Result.NotFound _ ->
          throw FailureReplies.notFound().with("connection", id.value()).toException();
      case Result.WrongState(ConnectionState state) -> throw wrongState(id, state).toException();
      case Result.Damaged _ ->
          throw refused(id, "a stored record of this connection does not authenticate")
              .with("connection_reason", "INTEGRITY")
              .with("next_step", "rotakeep connection authorize " + id)
              .toException();
    }
  }

  private static ErrorReply wrongState(ConnectionId id, ConnectionState state) {
    ErrorReply reply =
        switch (state) {
          case ConnectionState.Revoked _ ->
              refused(id, "a revoked connection serves nothing, and only a new consent ends that")
                  .with("next_step", "rotakeep connection authorize " + id);
          case ConnectionState.Quarantined _ ->
              refused(id, "something else stopped the connection meanwhile; look again")
                  .with("next_step", "rotakeep connection doctor " + id);
          case ConnectionState.PendingAuthorization _,
              ConnectionState.Active _,
              ConnectionState.InDoubt _,
              ConnectionState.ReauthorizationRequired _ ->
              refused(id, "the connection is not quarantined");
        };
    return reply.with("state", state.word());
  }

  private static ErrorReply refused(ConnectionId id, String why) {
    return ErrorReply.of(Code.FAILED_PRECONDITION, ErrorReason.ERROR_REASON_WRONG_STATE, why)
        .with("connection", id.value());
  }
}
