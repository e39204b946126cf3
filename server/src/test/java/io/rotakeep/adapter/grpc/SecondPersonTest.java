package io.rotakeep.adapter.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.rpc.ErrorInfo;
import io.grpc.ManagedChannel;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.rotakeep.core.caller.Policy;
import io.rotakeep.core.caller.Role;
import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.ConnectionLocks;
import io.rotakeep.core.connection.Tombstone;
import io.rotakeep.core.provider.ProviderName;
import io.rotakeep.testkit.certificates.TestCertificates;
import io.rotakeep.v1.Approval;
import io.rotakeep.v1.ApproveRequest;
import io.rotakeep.v1.ConnectionSelector;
import io.rotakeep.v1.ConnectionServiceGrpc;
import io.rotakeep.v1.ConnectionsProgress;
import io.rotakeep.v1.ListApprovalsRequest;
import io.rotakeep.v1.QuarantineConnectionsRequest;
import io.rotakeep.v1.RefreshConnectionsRequest;
import io.rotakeep.v1.RevokeConnectionsRequest;
import io.rotakeep.v1.SystemServiceGrpc;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SecondPersonTest {
  private static final ConnectionSelector ALL =
      ConnectionSelector.newBuilder().setAll(true).build();
  private static final QuarantineConnectionsRequest QUARANTINE =
      QuarantineConnectionsRequest.newBuilder()
          .setSelector(ALL)
          .setComment("theft")
          .setExpectedCount(0)
          .build();

  private static final ConnectionId FOREIGN = new ConnectionId("erp/a");

  @TempDir private static Path directory;
  private static TestApi api;
  private static ManagedChannel ann;
  private static ManagedChannel bob;
  private static ManagedChannel part;
  private static ManagedChannel help;

  @BeforeAll
  static void start() throws Exception {
    TestCertificates certificates = TestCertificates.in(directory.resolve("pki"));
    api = TestApi.tls(directory, certificates, List.of());
    ann = api.channel(certificates.spiffe("ann", "spiffe://example.org/ann"));
    bob = api.channel(certificates.spiffe("bob", "spiffe://example.org/bob"));
    part = api.channel(certificates.spiffe("part", "spiffe://example.org/part"));
    help = api.channel(certificates.spiffe("help", "spiffe://example.org/help"));
    api.vault.access.need(2);
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @BeforeEach
  void grant() {
    api.vault.access.grant(
        List.of(
            policy("all", "**", Role.SECURITY, "ann", "bob"),
            policy("some", "crm/*", Role.SECURITY, "part"),
            policy("help", "**", Role.OPERATOR, "help")));
  }

  @Test
  void anotherCallersWordLetsTheSameRequestThroughOnce() {
    ErrorInfo needed = refused(() -> quarantine(ann, QUARANTINE));
    String id = needed.getMetadataOrThrow("approval");

    Approval waiting = listed(bob, id);
    Approval approved = approve(bob, id);
    ConnectionsProgress done = quarantine(ann, again(QUARANTINE));

    assertThat(needed.getReason()).isEqualTo("APPROVAL_REQUIRED");
    assertThat(needed.getMetadataOrThrow("next_step")).contains("operator approvals approve " + id);
    assertThat(waiting.getMethod()).isEqualTo("ConnectionService.QuarantineConnections");
    assertThat(waiting.getCaller()).isEqualTo("spiffe://example.org/ann");
    assertThat(waiting.getComment()).isEqualTo("theft");
    assertThat(waiting.getApprover()).isEmpty();
    assertThat(approved.getApprover()).isEqualTo("spiffe://example.org/bob");
    assertThat(done.getFinished()).isTrue();
    assertThat(refused(() -> quarantine(ann, QUARANTINE)).getMetadataOrThrow("approval"))
        .isNotEqualTo(id);
  }

  @Test
  void moreConnectionsThanWereApprovedAskAnew() {
    var connections = ConnectionServiceGrpc.newBlockingStub(ann);
    var revoke = RevokeConnectionsRequest.newBuilder().setSelector(ALL).setComment("all").build();
    ErrorInfo before = refused(() -> connections.revokeConnections(revoke).next());
    approve(bob, before.getMetadataOrThrow("approval"));
    stock();
    try {
      ErrorInfo after = refused(() -> connections.revokeConnections(revoke).next());

      assertThat(before.getMetadataOrThrow("count")).isEqualTo("0");
      assertThat(after.getReason()).isEqualTo("APPROVAL_REQUIRED");
      assertThat(after.getMetadataOrThrow("count")).isEqualTo("1");
    } finally {
      unstock();
    }
    assertThat(last(connections.revokeConnections(revoke)).getFinished()).isTrue();
  }

  @Test
  void nobodyApprovesTheirOwnAndTheOtherDoesNotUseIt() {
    String id = refused(() -> quarantine(ann, QUARANTINE)).getMetadataOrThrow("approval");

    assertThat(code(() -> approve(ann, id))).isEqualTo(Code.FAILED_PRECONDITION);
    approve(bob, id);
    assertThat(refused(() -> quarantine(bob, QUARANTINE)).getReason())
        .isEqualTo("APPROVAL_REQUIRED");
    assertThat(refused(() -> quarantine(ann, other(QUARANTINE))).getReason())
        .isEqualTo("APPROVAL_REQUIRED");
    assertThat(quarantine(ann, QUARANTINE).getFinished()).isTrue();
  }

  @Test
  void whoMayDoLessThanTheAskerDoesNotApprove() {
    String all = refused(() -> quarantine(ann, QUARANTINE)).getMetadataOrThrow("approval");
    String some = refused(() -> quarantine(part, QUARANTINE)).getMetadataOrThrow("approval");
    stock();
    try {
      assertThat(code(() -> approve(part, all))).isEqualTo(Code.PERMISSION_DENIED);
      assertThat(code(() -> approve(ann, some))).isEqualTo(Code.OK);
    } finally {
      unstock();
    }
  }

  @Test
  void whoMayNotDoTheLikeDoesNotSeeIt() {
    String id = refused(() -> quarantine(ann, QUARANTINE)).getMetadataOrThrow("approval");
    api.vault.access.grant(
        List.of(
            policy("all", "**", Role.SECURITY, "ann"), policy("a", "**", Role.AUDITOR, "help")));

    assertThat(code(() -> approve(help, id))).isEqualTo(Code.PERMISSION_DENIED);
    assertThat(code(() -> system(help).listApprovals(ListApprovalsRequest.getDefaultInstance())))
        .isEqualTo(Code.PERMISSION_DENIED);
  }

  @Test
  void whatNobodyAskedForIsNotFound() {
    assertThat(code(() -> approve(bob, "0123456789abcdef"))).isEqualTo(Code.NOT_FOUND);
    assertThat(code(() -> approve(bob, ""))).isEqualTo(Code.INVALID_ARGUMENT);
  }

  @Test
  void everyActOnAllNeedsItAndADryRunNobody() {
    var connections = ConnectionServiceGrpc.newBlockingStub(ann);
    var refresh = RefreshConnectionsRequest.newBuilder().setSelector(ALL);
    var revoke = RevokeConnectionsRequest.newBuilder().setSelector(ALL);

    assertThat(refused(() -> connections.refreshConnections(refresh.build()).next()).getReason())
        .isEqualTo("APPROVAL_REQUIRED");
    assertThat(refused(() -> connections.revokeConnections(revoke.build()).next()).getReason())
        .isEqualTo("APPROVAL_REQUIRED");
    assertThat(last(connections.refreshConnections(refresh.setDryRun(true).build())).getFinished())
        .isTrue();
    assertThat(last(connections.revokeConnections(revoke.setDryRun(true).build())).getFinished())
        .isTrue();
    assertThat(quarantine(ann, QUARANTINE.toBuilder().setDryRun(true).build()).getFinished())
        .isTrue();
  }

  @Test
  void aWrongCountIsSaidBeforeAnybodyIsAsked() {
    var wrong = QUARANTINE.toBuilder().setExpectedCount(7).build();

    assertThat(refused(() -> quarantine(ann, wrong)).getReason()).isEqualTo("COUNT_MISMATCH");
  }

  @Test
  void onePersonIsEnoughWhereTheSettingSaysSo() {
    api.vault.access.need(1);
    try {
      assertThat(quarantine(ann, QUARANTINE).getFinished()).isTrue();
    } finally {
      api.vault.access.need(2);
    }
  }

  private static void stock() {
    Connection row =
        Connection.pending(FOREIGN, new ProviderName("double"), null, Map.of(), Instant.EPOCH);
    assertThat(
            new ConnectionLocks()
                .<Boolean>whileHolding(
                    FOREIGN, lock -> api.vault.stores.connections().create(lock, row)))
        .isTrue();
  }

  private static void unstock() {
    Connection row = api.vault.stores.connections().find(FOREIGN).orElseThrow();
    Tombstone tombstone = new Tombstone(FOREIGN, row.generation(), 9, Instant.now());
    assertThat(
            new ConnectionLocks()
                .<Boolean>whileHolding(
                    FOREIGN, lock -> api.vault.stores.connections().delete(lock, row, tombstone)))
        .isTrue();
  }

  private static Policy policy(String name, String connections, Role role, String... callers) {
    return new Policy(
        name,
        List.of(callers).stream().map(one -> "spiffe://example.org/" + one).toList(),
        List.of(connections),
        Set.of(role),
        null);
  }

  private static ConnectionsProgress quarantine(
      ManagedChannel as, QuarantineConnectionsRequest request) {
    return last(ConnectionServiceGrpc.newBlockingStub(as).quarantineConnections(request));
  }

  private static QuarantineConnectionsRequest again(QuarantineConnectionsRequest request) {
    return request.toBuilder().setRequestId("another").build();
  }

  private static QuarantineConnectionsRequest other(QuarantineConnectionsRequest request) {
    return request.toBuilder().setComment("something else").build();
  }

  private static SystemServiceGrpc.SystemServiceBlockingStub system(ManagedChannel as) {
    return SystemServiceGrpc.newBlockingStub(as);
  }

  private static Approval approve(ManagedChannel as, String id) {
    return system(as).approve(ApproveRequest.newBuilder().setApproval(id).build());
  }

  private static Approval listed(ManagedChannel as, String id) {
    return system(as)
        .listApprovals(ListApprovalsRequest.getDefaultInstance())
        .getApprovalsList()
        .stream()
        .filter(one -> one.getId().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private static ErrorInfo refused(Supplier<?> call) {
    StatusRuntimeException error = catchThrowableOfType(StatusRuntimeException.class, call::get);
    assertThat(error).isNotNull();
    return TestApi.infoOf(error);
  }

  private static Code code(Supplier<?> call) {
    StatusRuntimeException error = catchThrowableOfType(StatusRuntimeException.class, call::get);
    return error == null ? Code.OK : error.getStatus().getCode();
  }

  private static ConnectionsProgress last(Iterator<ConnectionsProgress> stream) {
    ConnectionsProgress last = ConnectionsProgress.getDefaultInstance();
    while (stream.hasNext()) {
      last = stream.next();
    }
    return last;
  }
}
