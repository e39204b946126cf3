package io.rotakeep.adapter.grpc;

import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.Grant;
import io.rotakeep.core.connection.Hold;
import io.rotakeep.core.connection.StoreUnavailableException;
import io.rotakeep.core.crypto.IntegrityException;
import io.rotakeep.core.enrollment.Order;
import io.rotakeep.core.enrollment.Revocations;
import io.rotakeep.v1.ConnectionsProgress;
import io.rotakeep.v1.RevokeConnectionRequest;
import io.rotakeep.v1.RevokeConnectionResponse;
import io.rotakeep.v1.RevokeConnectionsRequest;
import io.rotakeep.v1.UpstreamRevocation;
import java.util.List;

/** The methods that end connections. */
final class ConnectionRevoking {
  private static final System.Logger LOG = System.getLogger(ConnectionRevoking.class.getName());

  private final ConnectionParts parts;
  private final Revocations revocations;
  private final BulkWork bulk;

  ConnectionRevoking(ConnectionParts parts, Revocations revocations, BulkWork bulk) {
    this.parts = parts;
    this.revocations = revocations;
    this.bulk = bulk;
  }

  RevokeConnectionResponse revoke(RpcCall call, RevokeConnectionRequest request) {
    ConnectionId id = call.connection("connection", request.getConnection());
    Order order = Orders.of(call, request.getComment(), request.getRequestId());
    Connection before = requireOrStop(id, order);
    boolean possible = isPossible(before);
    Hold.RevokedHold hold = revocations.revoke(id, order);
    boolean confirmed = confirmed(hold);
    UpstreamRevocation upstream =
        confirmed
            ? UpstreamRevocation.UPSTREAM_REVOCATION_CONFIRMED
            : UpstreamRevocation.UPSTREAM_REVOCATION_PENDING;
    return RevokeConnectionResponse.newBuilder()
        .setConnection(parts.show(id))
        .setUpstream(possible ? upstream : UpstreamRevocation.UPSTREAM_REVOCATION_NOT_POSSIBLE)
        .build();
  }

  void revokeMany(
      RpcCall call, RevokeConnectionsRequest request, Outbound<ConnectionsProgress> out) {
    Order order = Orders.of(call, request.getComment(), request.getRequestId());
    List<ConnectionId> selected = new Selection(parts.store()).of(call, request.getSelector());
    Selection.requireCount(selected, request.hasExpectedCount(), request.getExpectedCount());
    if (!request.getDryRun()) {
      bulk.requireSecondPerson(
          call, request, request.getSelector(), order.comment(), selected.size());
    }
    BulkWork.Step step =
        (id, _) -> {
          if (!request.getDryRun()) {
            confirmed(revocations.revoke(id, order));
          }
        };
    bulk.run(call, new BulkWork.Job(selected, step), out);
  }

  /** Service has to stop even while nobody can look the connection up, or read its row. */
  private Connection requireOrStop(ConnectionId id, Order order) {
    try {
      return parts.require(id);
    } catch (StoreUnavailableException | IntegrityException e) {
      var _ = revocations.revoke(id, order);
      throw e;
    }
  }

  private boolean isPossible(Connection connection) {
    Grant grant = connection.grant();
    return grant != null
        && parts
            .providers()
            .find(connection.provider())
            .map(provider -> provider.endpoints().at(grant.loginHost()).revocation())
            .isPresent();
  }

  /** The hold stands whatever the provider says, and is taken up again until it has confirmed. */
  private boolean confirmed(Hold.RevokedHold hold) {
    try {
      return revocations.confirm(hold);
    } catch (RuntimeException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "connection " + hold.connection() + " is revoked here, not yet at its provider",
          e);
      return false;
    }
  }
}
