package io.rotakeep.cli;

import io.grpc.stub.StreamObserver;
import io.rotakeep.v1.AcknowledgeIncidentRequest;
import io.rotakeep.v1.AnnounceEventRequest;
import io.rotakeep.v1.ApplyProviderRequest;
import io.rotakeep.v1.Approval;
import io.rotakeep.v1.ApproveRequest;
import io.rotakeep.v1.BackupRequest;
import io.rotakeep.v1.BackupResponse;
import io.rotakeep.v1.CheckProviderRequest;
import io.rotakeep.v1.CheckProviderResponse;
import io.rotakeep.v1.Connection;
import io.rotakeep.v1.ConnectionServiceGrpc;
import io.rotakeep.v1.ConnectionsProgress;
import io.rotakeep.v1.DeleteConnectionRequest;
import io.rotakeep.v1.DeleteConnectionResponse;
import io.rotakeep.v1.DeleteProviderRequest;
import io.rotakeep.v1.DeleteProviderResponse;
import io.rotakeep.v1.DiagnoseConnectionRequest;
import io.rotakeep.v1.DiagnoseConnectionResponse;
import io.rotakeep.v1.GetAccessTokenRequest;
import io.rotakeep.v1.GetAccessTokenResponse;
import io.rotakeep.v1.GetConnectionRequest;
import io.rotakeep.v1.GetIncidentRequest;
import io.rotakeep.v1.GetProviderRequest;
import io.rotakeep.v1.GetStatusRequest;
import io.rotakeep.v1.ImportRefreshTokensRequest;
import io.rotakeep.v1.ImportRefreshTokensResponse;
import io.rotakeep.v1.Incident;
import io.rotakeep.v1.IncidentServiceGrpc;
import io.rotakeep.v1.InitRequest;
import io.rotakeep.v1.InitResponse;
import io.rotakeep.v1.ListApprovalsRequest;
import io.rotakeep.v1.ListApprovalsResponse;
import io.rotakeep.v1.ListConnectionsRequest;
import io.rotakeep.v1.ListConnectionsResponse;
import io.rotakeep.v1.ListIncidentsRequest;
import io.rotakeep.v1.ListIncidentsResponse;
import io.rotakeep.v1.ListPresetsRequest;
import io.rotakeep.v1.ListPresetsResponse;
import io.rotakeep.v1.ListProvidersRequest;
import io.rotakeep.v1.ListProvidersResponse;
import io.rotakeep.v1.LookupFingerprintRequest;
import io.rotakeep.v1.LookupFingerprintResponse;
import io.rotakeep.v1.OpenIncidentRequest;
import io.rotakeep.v1.Provider;
import io.rotakeep.v1.ProviderServiceGrpc;
import io.rotakeep.v1.QuarantineConnectionRequest;
import io.rotakeep.v1.QuarantineConnectionsRequest;
import io.rotakeep.v1.RefreshConnectionRequest;
import io.rotakeep.v1.RefreshConnectionsRequest;
import io.rotakeep.v1.ReinstateConnectionRequest;
import io.rotakeep.v1.ReportIncidentRequest;
import io.rotakeep.v1.ReportIncidentResponse;
import io.rotakeep.v1.ResolveIncidentRequest;
import io.rotakeep.v1.RevokeConnectionRequest;
import io.rotakeep.v1.RevokeConnectionResponse;
import io.rotakeep.v1.RevokeConnectionsRequest;
import io.rotakeep.v1.RotateKeysRequest;
import io.rotakeep.v1.RotateKeysResponse;
import io.rotakeep.v1.SearchAuditRequest;
import io.rotakeep.v1.SearchAuditResponse;
import io.rotakeep.v1.StartAuthorizationRequest;
import io.rotakeep.v1.StartAuthorizationResponse;
import io.rotakeep.v1.SystemServiceGrpc;
import io.rotakeep.v1.SystemStatus;
import io.rotakeep.v1.TestNoticesRequest;
import io.rotakeep.v1.TestNoticesResponse;
import io.rotakeep.v1.TokenServiceGrpc;
import io.rotakeep.v1.TrustStoreRequest;
import io.rotakeep.v1.UpdateConnectionRequest;
import io.rotakeep.v1.WatchIncidentsRequest;
import io.rotakeep.v1.WatchIncidentsResponse;
import io.rotakeep.v1.WithdrawEventRequest;

/** The services of {@link FakeDaemon}, which only pass requests on to it. */
final class FakeServices {
  private FakeServices() {}

  static final class Incidents extends IncidentServiceGrpc.IncidentServiceImplBase {
    private final FakeDaemon daemon;

    Incidents(FakeDaemon daemon) {
      this.daemon = daemon;
    }

    @Override
    public void open(OpenIncidentRequest request, StreamObserver<Incident> answer) {
      daemon.take(request, answer);
    }

    @Override
    public void list(ListIncidentsRequest request, StreamObserver<ListIncidentsResponse> answer) {
      daemon.take(request, answer);
    }

    @Override
    public void get(GetIncidentRequest request, StreamObserver<Incident> answer) {
      daemon.take(request, answer);
    }

    @Override
    public void watch(
        WatchIncidentsRequest request, StreamObserver<WatchIncidentsResponse> answer) {
      daemon.take(request, answer);
    }

    @Override
    public void acknowledge(AcknowledgeIncidentRequest request, StreamObserver<Incident> answer) {
      daemon.take(request, answer);
    }

    @Override
    public void resolve(ResolveIncidentRequest request, StreamObserver<Incident> answer) {
      daemon.take(request, answer);
    }

    @Override
    public void report(
        ReportIncidentRequest request, StreamObserver<ReportIncidentResponse> answer) {
      daemon.take(request, answer);
    }
  }

  static final class Connections extends ConnectionServiceGrpc.ConnectionServiceImplBase {
    private final FakeDaemon daemon;

    Connections(FakeDaemon daemon) {
      this.daemon = daemon;
    }

    @Override
    public void startAuthorization(
        StartAuthorizationRequest request, StreamObserver<StartAuthorizationResponse> answer) {
      daemon.take(request, answer);
    }

    @Override
    public void getConnection(GetConnectionRequest request, StreamObserver<Connection> answer) {
      daemon.take(request, answer);
    }

    @Override
    public void listConnections(
        ListConnectionsRequest request, StreamObserver<ListConnectionsResponse> answer) {
      daemon.take(request, answer);
    }

    @Override
    public void refreshConnection(
        RefreshConnectionRequest request, StreamObserver<Connection> answer) {
      daemon.take(request, answer);
    }

    @Override
    public void refreshConnections(
        RefreshConnectionsRequest request, StreamObserver<ConnectionsProgress> answer) {
      daemon.take(request, answer);
    }

    @Override
    public void revokeConnection(
        RevokeConnectionRequest request, StreamObserver<RevokeConnectionResponse> answer) {
      daemon.take(request, answer);
    }

    @Override
    public void revokeConnections(
        RevokeConnectionsRequest request, StreamObserver<ConnectionsProgress> answer) {
      daemon.take(request, answer);
    }

    @Override
    public void deleteConnection(
        DeleteConnectionRequest request, StreamObserver<DeleteConnectionResponse> answer) {
      daemon.take(request, answer);
    }

    @Override
    public void updateConnection(
        UpdateConnectionRequest request, StreamObserver<Connection> answer) {
      daemon.take(request, answer);
    }

    @Override
    public void quarantineConnection(
        QuarantineConnectionRequest request, StreamObserver<Connection> answer) {
      daemon.take(request, answer);
    }

    @Override
    public void quarantineConnections(
        QuarantineConnectionsRequest request, StreamObserver<ConnectionsProgress> answer) {
      daemon.take(request, answer);
    }

    @Override
    public void reinstateConnection(
        ReinstateConnectionRequest request, StreamObserver<Connection> answer) {
      daemon.take(request, answer);
    }

    @Override
    public void diagnoseConnection(
        DiagnoseConnectionRequest request, StreamObserver<DiagnoseConnectionResponse> answer) {
      daemon.take(request, answer);
    }

    /** Adopts every token but those that say {@code refuse}; {@code last} meets a limit. */
    @Override
    public StreamObserver<ImportRefreshTokensRequest> importRefreshTokens(
        StreamObserver<ImportRefreshTokensResponse> answer) {
      return new FakeImports(daemon, answer);
    }
  }

  static final class Providers extends ProviderServiceGrpc.ProviderServiceImplBase {
    private final FakeDaemon daemon;

    Providers(FakeDaemon daemon) {
      this.daemon = daemon;
    }

    @Override
    public void apply(ApplyProviderRequest request, StreamObserver<Provider> answer) {
      daemon.take(request, answer);
    }

    @Override
    public void get(GetProviderRequest request, StreamObserver<Provider> answer) {
      daemon.take(request, answer);
    }

    @Override
    public void delete(
        DeleteProviderRequest request, StreamObserver<DeleteProviderResponse> answer) {
      daemon.take(request, answer);
    }

    @Override
    public void listPresets(
        ListPresetsRequest request, StreamObserver<ListPresetsResponse> answer) {
      daemon.take(request, answer);
    }

    @Override
    public void check(CheckProviderRequest request, StreamObserver<CheckProviderResponse> answer) {
      daemon.take(request, answer);
    }

    @Override
    public void announceEvent(AnnounceEventRequest request, StreamObserver<Provider> answer) {
      daemon.take(request, answer);
    }

    @Override
    public void withdrawEvent(WithdrawEventRequest request, StreamObserver<Provider> answer) {
      daemon.take(request, answer);
    }

    @Override
    public void list(ListProvidersRequest request, StreamObserver<ListProvidersResponse> answer) {
      daemon.take(request, answer);
    }
  }

  static final class Tokens extends TokenServiceGrpc.TokenServiceImplBase {
    private final FakeDaemon daemon;

    Tokens(FakeDaemon daemon) {
      this.daemon = daemon;
    }

    @Override
    public void getAccessToken(
        GetAccessTokenRequest request, StreamObserver<GetAccessTokenResponse> answer) {
      daemon.take(request, answer);
    }
  }

  static final class Vault extends SystemServiceGrpc.SystemServiceImplBase {
    private final FakeDaemon daemon;

    Vault(FakeDaemon daemon) {
      this.daemon = daemon;
    }

    @Override
    public void lookupFingerprint(
        LookupFingerprintRequest request, StreamObserver<LookupFingerprintResponse> answer) {
      daemon.take(request, answer);
    }

    @Override
    public void init(InitRequest request, StreamObserver<InitResponse> answer) {
      daemon.take(request, answer);
    }

    @Override
    public void testNotices(
        TestNoticesRequest request, StreamObserver<TestNoticesResponse> answer) {
      daemon.take(request, answer);
    }

    @Override
    public void backup(BackupRequest request, StreamObserver<BackupResponse> answer) {
      daemon.take(request, answer);
    }

    @Override
    public void listApprovals(
        ListApprovalsRequest request, StreamObserver<ListApprovalsResponse> answer) {
      daemon.take(request, answer);
    }

    @Override
    public void approve(ApproveRequest request, StreamObserver<Approval> answer) {
      daemon.take(request, answer);
    }

    @Override
    public void rotateKeys(RotateKeysRequest request, StreamObserver<RotateKeysResponse> answer) {
      daemon.take(request, answer);
    }

    @Override
    public void trustStore(TrustStoreRequest request, StreamObserver<SystemStatus> answer) {
      daemon.take(request, answer);
    }

    @Override
    public void searchAudit(
        SearchAuditRequest request, StreamObserver<SearchAuditResponse> answer) {
      daemon.take(request, answer);
    }

    @Override
    public void getStatus(GetStatusRequest request, StreamObserver<SystemStatus> answer) {
      daemon.take(request, answer);
    }
  }
}
