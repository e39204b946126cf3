package io.rotakeep.adapter.grpc;

import io.grpc.ServerServiceDefinition;
import io.rotakeep.core.connection.SharedGrants;
import io.rotakeep.core.diagnosis.ConnectionDoctor;
import io.rotakeep.core.enrollment.AuthorizationCompletion;
import io.rotakeep.core.enrollment.AuthorizationStart;
import io.rotakeep.core.enrollment.ConnectionChanges;
import io.rotakeep.core.enrollment.Quarantines;
import io.rotakeep.core.enrollment.Revocations;
import io.rotakeep.core.enrollment.TokenImports;
import io.rotakeep.core.rotation.OrderedRefreshes;
import io.rotakeep.v1.ConnectionServiceGrpc;
import java.time.InstantSource;

/** {@code rotakeep.v1.ConnectionService}. */
public final class ConnectionGrpcService {
  private final Calls calls;
  private final ConnectionReading reading;
  private final ConnectionDiagnosing diagnosing;
  private final ConnectionChanging changing;
  private final BulkRefreshing refreshing;
  private final ConnectionHolding holding;
  private final ConnectionRevoking revoking;
  private final Enrolling enrolling;
  private final Importing importing;

  /** How connections come in. */
  public record WaysIn(
      AuthorizationStart start,
      AuthorizationCompletion completion,
      TokenImports imports,
      SharedGrants grants) {}

  /** What happens to them afterwards. */
  public record Upkeep(
      ConnectionDoctor doctor,
      ConnectionChanges changes,
      Quarantines quarantines,
      Revocations revocations,
      OrderedRefreshes refreshes) {}

  public ConnectionGrpcService(
      Calls calls,
      ConnectionParts parts,
      WaysIn waysIn,
      Upkeep upkeep,
      PageTokens pages,
      InstantSource clock) {
    GrantLimitMessages limits = new GrantLimitMessages(parts.providers(), waysIn.grants());
    BulkWork bulk = new BulkWork(calls, parts, clock);
    this.calls = calls;
    this.reading = new ConnectionReading(parts, pages);
    this.diagnosing = new ConnectionDiagnosing(parts, upkeep.doctor());
    this.changing = new ConnectionChanging(parts, upkeep.changes(), upkeep.refreshes());
    this.refreshing = new BulkRefreshing(parts, upkeep.refreshes(), bulk, clock);
    this.holding = new ConnectionHolding(parts, upkeep.quarantines(), bulk);
    this.revoking = new ConnectionRevoking(parts, upkeep.revocations(), bulk);
    this.enrolling = new Enrolling(waysIn.start(), waysIn.completion(), parts, limits);
    this.importing = new Importing(waysIn.imports(), parts, limits);
  }

  public ServerServiceDefinition bind() {
    return new ServiceBinding(ConnectionServiceGrpc.getServiceDescriptor(), calls)
        .unary(ConnectionServiceGrpc.getStartAuthorizationMethod(), enrolling::start)
        .unary(ConnectionServiceGrpc.getCompleteAuthorizationMethod(), enrolling::complete)
        .unary(ConnectionServiceGrpc.getConfirmAuthorizationMethod(), enrolling::confirm)
        .exchange(ConnectionServiceGrpc.getImportRefreshTokensMethod(), importing::adopt)
        .unary(ConnectionServiceGrpc.getGetConnectionMethod(), reading::get)
        .unary(ConnectionServiceGrpc.getListConnectionsMethod(), reading::list)
        .unary(ConnectionServiceGrpc.getUpdateConnectionMethod(), changing::update)
        .unary(ConnectionServiceGrpc.getRefreshConnectionMethod(), changing::refresh)
        .streaming(ConnectionServiceGrpc.getRefreshConnectionsMethod(), refreshing::refresh)
        .unary(ConnectionServiceGrpc.getQuarantineConnectionMethod(), holding::quarantine)
        .streaming(ConnectionServiceGrpc.getQuarantineConnectionsMethod(), holding::quarantineMany)
        .unary(ConnectionServiceGrpc.getReinstateConnectionMethod(), holding::reinstate)
        .unary(ConnectionServiceGrpc.getRevokeConnectionMethod(), revoking::revoke)
        .streaming(ConnectionServiceGrpc.getRevokeConnectionsMethod(), revoking::revokeMany)
        .unary(ConnectionServiceGrpc.getDeleteConnectionMethod(), changing::delete)
        .unary(ConnectionServiceGrpc.getDiagnoseConnectionMethod(), diagnosing::diagnose)
        .build();
  }
}
