package io.rotakeep.adapter.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.rotakeep.core.audit.AuditAction;
import io.rotakeep.core.audit.AuditReason;
import io.rotakeep.v1.Connection;
import io.rotakeep.v1.ConnectionIds;
import io.rotakeep.v1.ConnectionReason;
import io.rotakeep.v1.ConnectionSelector;
import io.rotakeep.v1.ConnectionServiceGrpc.ConnectionServiceBlockingStub;
import io.rotakeep.v1.ConnectionState;
import io.rotakeep.v1.ConnectionsProgress;
import io.rotakeep.v1.GetAccessTokenRequest;
import io.rotakeep.v1.GetConnectionRequest;
import io.rotakeep.v1.QuarantineConnectionRequest;
import io.rotakeep.v1.QuarantineConnectionsRequest;
import io.rotakeep.v1.ReinstateConnectionRequest;
import io.rotakeep.v1.RevokeConnectionRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConnectionHoldingTest {
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
  void quarantinesForReadersAtOnceAndReinstatesWithTheSameGrant() throws Exception {
    api.connect("double", "crm/a");
    read("crm/a");

    Connection held = connections.quarantineConnection(quarantine("crm/a"));
    StatusRuntimeException refused = failure(() -> read("crm/a"));
    Connection again = connections.quarantineConnection(quarantine("crm/a"));
    Connection free = connections.reinstateConnection(reinstate("crm/a"));

    assertThat(held.getState()).isEqualTo(ConnectionState.CONNECTION_STATE_QUARANTINED);
    assertThat(held.getReason()).isEqualTo(ConnectionReason.CONNECTION_REASON_OPERATOR);
    assertThat(TestApi.infoOf(refused).getReason()).isEqualTo("CONNECTION_QUARANTINED");
    assertThat(TestApi.infoOf(refused).getMetadataMap())
        .containsEntry("next_step", "rotakeep connection doctor crm/a");
    assertThat(again).isEqualTo(held);
    assertThat(free.getState()).isEqualTo(ConnectionState.CONNECTION_STATE_ACTIVE);
    assertThat(free.getGeneration()).isEqualTo(held.getGeneration());
    assertThat(read("crm/a")).isNotEmpty();
    assertThat(api.server.report().reuseCount()).isZero();
  }

  @Test
  void tellsTheAuditWhoWhyAndByWhichRequest() throws Exception {
    api.connect("double", "crm/a");

    connections.quarantineConnection(quarantine("crm/a").toBuilder().setRequestId("q-1").build());
    connections.reinstateConnection(reinstate("crm/a"));
    connections.revokeConnection(
        RevokeConnectionRequest.newBuilder().setConnection("crm/a").setComment("gone").build());

    assertThat(api.vault.audit.records())
        .filteredOn(audited -> audited.action() == AuditAction.CONNECTION_QUARANTINED)
        .singleElement()
        .satisfies(
            audited -> {
              assertThat(audited.caller()).isEqualTo("dev");
              assertThat(audited.requestId()).isEqualTo("q-1");
              assertThat(audited.reason()).isEqualTo(new AuditReason("OPERATOR", "laptop stolen"));
            });
    assertThat(api.vault.audit.records())
        .filteredOn(
            audited ->
                audited.action() == AuditAction.CONNECTION_REINSTATED
                    || audited.action() == AuditAction.CONNECTION_REVOKED)
        .extracting(audited -> audited.reason().comment())
        .containsExactly("laptop found", "gone");
  }

  @Test
  void demandsAReasonAndAConnectionItCanHold() throws Exception {
    api.connect("double", "crm/a");

    StatusRuntimeException silent =
        failure(
            () ->
                connections.quarantineConnection(
                    quarantine("crm/a").toBuilder().setComment(" ").build()));
    StatusRuntimeException tooLong =
        failure(
            () ->
                connections.reinstateConnection(
                    reinstate("crm/a").toBuilder().setComment("é".repeat(251)).build()));
    StatusRuntimeException missing =
        failure(() -> connections.quarantineConnection(quarantine("crm/x")));
    StatusRuntimeException free =
        failure(() -> connections.reinstateConnection(reinstate("crm/a")));

    assertThat(silent.getMessage()).contains("comment: is required");
    assertThat(tooLong.getMessage()).contains("comment: must be 500 bytes at the most");
    assertThat(missing.getStatus().getCode()).isEqualTo(Code.NOT_FOUND);
    assertThat(free.getStatus().getCode()).isEqualTo(Code.FAILED_PRECONDITION);
    assertThat(TestApi.infoOf(free).getReason()).isEqualTo("WRONG_STATE");
    assertThat(TestApi.infoOf(free).getMetadataMap()).containsEntry("state", "ACTIVE");
  }

  @Test
  void leavesARevokedConnectionRevoked() throws Exception {
    api.connect("double", "crm/a");
    connections.revokeConnection(
        RevokeConnectionRequest.newBuilder().setConnection("crm/a").build());

    StatusRuntimeException held =
        failure(() -> connections.quarantineConnection(quarantine("crm/a")));
    StatusRuntimeException reinstated =
        failure(() -> connections.reinstateConnection(reinstate("crm/a")));

    assertThat(TestApi.infoOf(held).getReason()).isEqualTo("WRONG_STATE");
    assertThat(TestApi.infoOf(reinstated).getMetadataMap())
        .containsEntry("state", "REVOKED")
        .containsEntry("next_step", "rotakeep connection authorize crm/a");
  }

  @Test
  void answersARepeatedRequestWithItsFirstAnswer() throws Exception {
    api.connect("double", "crm/a");
    QuarantineConnectionRequest request =
        quarantine("crm/a").toBuilder().setRequestId("once").build();

    Connection first = connections.quarantineConnection(request);
    connections.reinstateConnection(reinstate("crm/a"));
    Connection repeated = connections.quarantineConnection(request);

    assertThat(repeated).isEqualTo(first);
    assertThat(state("crm/a")).isEqualTo(ConnectionState.CONNECTION_STATE_ACTIVE);
  }

  @Test
  void quarantinesManyOrOnlyCountsThem() throws Exception {
    api.connect("double", "crm/a", "crm/b", "billing/c");
    QuarantineConnectionsRequest all =
        QuarantineConnectionsRequest.newBuilder()
            .setSelector(ConnectionSelector.newBuilder().setProvider("double"))
            .setComment("provider breached")
            .build();

    List<ConnectionsProgress> dry = all(all.toBuilder().setDryRun(true).build());
    ConnectionState untouched = state("crm/a");
    StatusRuntimeException mismatch =
        failure(() -> all(all.toBuilder().setExpectedCount(2).build()));
    List<ConnectionsProgress> done = all(all.toBuilder().setExpectedCount(3).build());

    assertThat(dry.getLast().getDone()).isEqualTo(3);
    assertThat(untouched).isEqualTo(ConnectionState.CONNECTION_STATE_ACTIVE);
    assertThat(TestApi.infoOf(mismatch).getReason()).isEqualTo("COUNT_MISMATCH");
    assertThat(done.getLast().getFinished()).isTrue();
    assertThat(done.stream().flatMap(step -> step.getResultsList().stream()))
        .hasSize(3)
        .allSatisfy(
            result ->
                assertThat(result.getState())
                    .isEqualTo(ConnectionState.CONNECTION_STATE_QUARANTINED));
  }

  @Test
  void reportsThoseOfManyThatCannotBeHeld() throws Exception {
    api.connect("double", "crm/a", "crm/b");
    connections.revokeConnection(
        RevokeConnectionRequest.newBuilder().setConnection("crm/b").build());

    List<ConnectionsProgress> done =
        all(
            QuarantineConnectionsRequest.newBuilder()
                .setSelector(
                    ConnectionSelector.newBuilder()
                        .setIds(ConnectionIds.newBuilder().addIds("crm/a").addIds("crm/b")))
                .setComment("look")
                .build());

    assertThat(done.getLast().getFailed()).isEqualTo(1);
    assertThat(state("crm/a")).isEqualTo(ConnectionState.CONNECTION_STATE_QUARANTINED);
    assertThat(state("crm/b")).isEqualTo(ConnectionState.CONNECTION_STATE_REVOKED);
  }

  private String read(String id) {
    return api.tokens()
        .getAccessToken(GetAccessTokenRequest.newBuilder().setConnection(id).build())
        .getTokenId();
  }

  private ConnectionState state(String id) {
    return connections
        .getConnection(GetConnectionRequest.newBuilder().setConnection(id).build())
        .getState();
  }

  private List<ConnectionsProgress> all(QuarantineConnectionsRequest request) {
    List<ConnectionsProgress> progress = new ArrayList<>();
    connections.quarantineConnections(request).forEachRemaining(progress::add);
    return progress;
  }

  private static QuarantineConnectionRequest quarantine(String id) {
    return QuarantineConnectionRequest.newBuilder()
        .setConnection(id)
        .setComment("laptop stolen")
        .build();
  }

  private static ReinstateConnectionRequest reinstate(String id) {
    return ReinstateConnectionRequest.newBuilder()
        .setConnection(id)
        .setComment("laptop found")
        .build();
  }

  private static StatusRuntimeException failure(ThrowingCallable call) {
    return catchThrowableOfType(StatusRuntimeException.class, call);
  }
}
