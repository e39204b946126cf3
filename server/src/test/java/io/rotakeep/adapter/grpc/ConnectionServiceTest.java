package io.rotakeep.adapter.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.rotakeep.testkit.authorization.RegisteredClient;
import io.rotakeep.testkit.browser.Browser;
import io.rotakeep.testkit.browser.Page;
import io.rotakeep.v1.CompleteAuthorizationRequest;
import io.rotakeep.v1.CompleteAuthorizationResponse;
import io.rotakeep.v1.Connection;
import io.rotakeep.v1.ConnectionIds;
import io.rotakeep.v1.ConnectionSelector;
import io.rotakeep.v1.ConnectionServiceGrpc.ConnectionServiceBlockingStub;
import io.rotakeep.v1.ConnectionState;
import io.rotakeep.v1.ConnectionsProgress;
import io.rotakeep.v1.DeleteConnectionRequest;
import io.rotakeep.v1.GetConnectionRequest;
import io.rotakeep.v1.ImportRefreshTokensRequest;
import io.rotakeep.v1.ImportRefreshTokensResponse;
import io.rotakeep.v1.ImportResult;
import io.rotakeep.v1.ListConnectionsRequest;
import io.rotakeep.v1.ListConnectionsResponse;
import io.rotakeep.v1.RefreshConnectionRequest;
import io.rotakeep.v1.RefreshConnectionsRequest;
import io.rotakeep.v1.RevokeConnectionRequest;
import io.rotakeep.v1.RevokeConnectionResponse;
import io.rotakeep.v1.RevokeConnectionsRequest;
import io.rotakeep.v1.StartAuthorizationRequest;
import io.rotakeep.v1.StartAuthorizationResponse;
import io.rotakeep.v1.UpdateConnectionRequest;
import io.rotakeep.v1.UpstreamRevocation;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConnectionServiceTest {
  private TestApi api;
  private ConnectionServiceBlockingStub connections;

  @BeforeEach
  void start(@TempDir Path directory) throws Exception {
    api = TestApi.dev(directory);
    connections = api.connections();
  }

  @AfterEach
  void stop() {
    api.close();
  }

  @Test
  void takesAPersonThroughTheFlow() {
    api.applyProvider("double");
    StartAuthorizationResponse started =
        connections.startAuthorization(
            StartAuthorizationRequest.newBuilder()
                .setConnection("crm/acme")
                .setProvider("double")
                .putLabels("region", "emea")
                .build());
    Page page;
    try (Browser browser = new Browser()) {
      page =
          browser.visitUntil(
              URI.create(started.getAuthorizationUrl()), RegisteredClient.LOOPBACK_CALLBACK);
    }
    CompleteAuthorizationRequest returned =
        CompleteAuthorizationRequest.newBuilder()
            .setState(page.parameters().first("state").orElseThrow())
            .setCode(page.parameters().first("code").orElseThrow())
            .setIss(page.parameters().first("iss").orElse(""))
            .build();

    CompleteAuthorizationResponse completed = connections.completeAuthorization(returned);

    assertThat(completed.getConnection().getState())
        .isEqualTo(ConnectionState.CONNECTION_STATE_ACTIVE);
    assertThat(completed.getConnection().getGeneration()).isEqualTo(1);
    assertThat(completed.getConnection().getLabelsMap()).containsEntry("region", "emea");
    StatusRuntimeException again = failure(() -> connections.completeAuthorization(returned));
    assertThat(again.getStatus().getCode()).isEqualTo(Code.INVALID_ARGUMENT);
    assertThat(again.getMessage()).contains("state: is unknown, used");
  }

  @Test
  void importsIdempotently() throws Exception {
    api.applyProvider("double");
    ImportRefreshTokensRequest first = api.granted("crm/acme", "double").build();
    ImportRefreshTokensRequest other = api.granted("crm/acme", "double").build();

    List<ImportRefreshTokensResponse> responses =
        api.exchange(
            List.of(
                first.toBuilder().setDryRun(true).build(),
                first,
                first,
                other,
                other.toBuilder().setReplace(true).build()));

    assertThat(responses)
        .extracting(ImportRefreshTokensResponse::getResult)
        .containsExactly(
            ImportResult.IMPORT_RESULT_ACCEPTABLE,
            ImportResult.IMPORT_RESULT_ADOPTED,
            ImportResult.IMPORT_RESULT_ALREADY_ADOPTED,
            ImportResult.IMPORT_RESULT_FAILED,
            ImportResult.IMPORT_RESULT_REPLACED);
    assertThat(TestApi.infoOf(responses.get(3).getError()).getReason())
        .isEqualTo("CONNECTION_EXISTS");
    assertThat(api.server.report().presentedMoreThanOnce()).isEmpty();
  }

  @Test
  void listsByPagesAndFilters() throws Exception {
    api.connect("double", "crm/a", "crm/b", "crm/c", "billing/d");
    connections.revokeConnection(
        RevokeConnectionRequest.newBuilder().setConnection("crm/b").build());

    List<String> ids = new ArrayList<>();
    String token = "";
    do {
      ListConnectionsResponse page =
          connections.listConnections(
              ListConnectionsRequest.newBuilder().setPageSize(3).setPageToken(token).build());
      page.getConnectionsList().forEach(connection -> ids.add(connection.getId()));
      token = page.getNextPageToken();
    } while (!token.isEmpty());
    ListConnectionsResponse revoked =
        connections.listConnections(
            ListConnectionsRequest.newBuilder().setFilter("state = REVOKED").build());

    assertThat(ids).containsExactly("billing/d", "crm/a", "crm/b", "crm/c");
    assertThat(revoked.getConnectionsList()).extracting(Connection::getId).containsExactly("crm/b");
  }

  @Test
  void bindsAPageTokenToItsQuestion() throws Exception {
    api.connect("double", "crm/a", "crm/b");
    String token =
        connections
            .listConnections(ListConnectionsRequest.newBuilder().setPageSize(1).build())
            .getNextPageToken();

    StatusRuntimeException error =
        failure(
            () ->
                connections.listConnections(
                    ListConnectionsRequest.newBuilder()
                        .setFilter("state = ACTIVE")
                        .setPageToken(token)
                        .build()));

    assertThat(error.getMessage()).contains("page_token");
  }

  @Test
  void changesLabelsAndRefreshes() throws Exception {
    api.connect("double", "crm/a");

    Connection labelled =
        connections.updateConnection(
            UpdateConnectionRequest.newBuilder()
                .setConnection("crm/a")
                .putLabels("tenant", "acme")
                .build());
    Connection refreshed =
        connections.refreshConnection(
            RefreshConnectionRequest.newBuilder().setConnection("crm/a").build());

    assertThat(labelled.getLabelsMap()).containsEntry("tenant", "acme");
    assertThat(refreshed.getGeneration()).isEqualTo(labelled.getGeneration() + 1);
    assertThat(api.server.report().reuseCount()).isZero();
  }

  @Test
  void refreshesManyAndTellsHowFarItIs() throws Exception {
    String[] ids = new String[20];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = "crm/n" + i;
    }
    api.connect("double", ids);

    List<ConnectionsProgress> progress =
        all(
            connections.refreshConnections(
                RefreshConnectionsRequest.newBuilder()
                    .setSelector(ConnectionSelector.newBuilder().setProvider("double"))
                    .setExpectedCount(20)
                    .build()));

    assertThat(progress.getFirst().getTotal()).isEqualTo(20);
    assertThat(progress.getLast().getFinished()).isTrue();
    assertThat(progress.getLast().getDone()).isEqualTo(20);
    assertThat(progress.getLast().getFailed()).isZero();
    assertThat(progress.stream().flatMap(step -> step.getResultsList().stream()))
        .hasSize(20)
        .allSatisfy(result -> assertThat(result.hasOlderTokenExpireTime()).isTrue());
    assertThat(get("crm/n7").getGeneration()).isEqualTo(3);
  }

  @Test
  void doesNothingToMoreThanWereExpectedNorInADryRun() throws Exception {
    api.connect("double", "crm/a", "crm/b");
    RevokeConnectionsRequest all =
        RevokeConnectionsRequest.newBuilder()
            .setSelector(ConnectionSelector.newBuilder().setAll(true))
            .build();

    StatusRuntimeException mismatch =
        failure(
            () ->
                connections
                    .revokeConnections(all.toBuilder().setExpectedCount(1).build())
                    .hasNext());
    List<ConnectionsProgress> dry =
        all(connections.revokeConnections(all.toBuilder().setDryRun(true).build()));

    assertThat(TestApi.infoOf(mismatch).getReason()).isEqualTo("COUNT_MISMATCH");
    assertThat(dry.getLast().getDone()).isEqualTo(2);
    assertThat(get("crm/a").getState()).isEqualTo(ConnectionState.CONNECTION_STATE_ACTIVE);
  }

  @Test
  void reportsWhatFailedAmongMany() throws Exception {
    api.connect("double", "crm/a");

    List<ConnectionsProgress> progress =
        all(
            connections.revokeConnections(
                RevokeConnectionsRequest.newBuilder()
                    .setSelector(
                        ConnectionSelector.newBuilder()
                            .setIds(ConnectionIds.newBuilder().addIds("crm/a").addIds("crm/x")))
                    .build()));

    assertThat(progress.getLast().getFailed()).isEqualTo(1);
    assertThat(get("crm/a").getState()).isEqualTo(ConnectionState.CONNECTION_STATE_REVOKED);
  }

  @Test
  void revokesAndDeletes() throws Exception {
    api.connect("double", "crm/a");
    DeleteConnectionRequest delete =
        DeleteConnectionRequest.newBuilder().setConnection("crm/a").build();

    StatusRuntimeException tooEarly = failure(() -> connections.deleteConnection(delete));
    RevokeConnectionResponse revoked =
        connections.revokeConnection(
            RevokeConnectionRequest.newBuilder().setConnection("crm/a").build());
    var deleted = connections.deleteConnection(delete);

    assertThat(TestApi.infoOf(tooEarly).getReason()).isEqualTo("WRONG_STATE");
    assertThat(revoked.getUpstream()).isEqualTo(UpstreamRevocation.UPSTREAM_REVOCATION_CONFIRMED);
    assertThat(revoked.getConnection().getState())
        .isEqualTo(ConnectionState.CONNECTION_STATE_REVOKED);
    assertThat(deleted.getTombstoneExpireTime().getSeconds()).isPositive();
    assertThat(failure(() -> get("crm/a")).getStatus().getCode()).isEqualTo(Code.NOT_FOUND);
  }

  private static List<ConnectionsProgress> all(Iterator<ConnectionsProgress> stream) {
    List<ConnectionsProgress> progress = new ArrayList<>();
    stream.forEachRemaining(progress::add);
    return progress;
  }

  private Connection get(String id) {
    return connections.getConnection(GetConnectionRequest.newBuilder().setConnection(id).build());
  }

  private static StatusRuntimeException failure(ThrowingCallable call) {
    return catchThrowableOfType(StatusRuntimeException.class, call);
  }
}
