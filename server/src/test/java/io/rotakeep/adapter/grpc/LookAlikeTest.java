package io.rotakeep.adapter.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Message;
import io.grpc.Channel;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.rotakeep.adapter.grpc.AuthorizationTable.Need;
import io.rotakeep.core.audit.AuditRecord;
import io.rotakeep.core.caller.Policy;
import io.rotakeep.core.caller.Role;
import io.rotakeep.testkit.certificates.TestCertificates;
import io.rotakeep.v1.ApplyProviderRequest;
import io.rotakeep.v1.CompleteAuthorizationRequest;
import io.rotakeep.v1.ConfirmAuthorizationRequest;
import io.rotakeep.v1.ConnectionIds;
import io.rotakeep.v1.ConnectionSelector;
import io.rotakeep.v1.ConnectionServiceGrpc;
import io.rotakeep.v1.ProviderServiceGrpc;
import io.rotakeep.v1.RevokeConnectionsRequest;
import io.rotakeep.v1.StartAuthorizationRequest;
import io.rotakeep.v1.TokenServiceGrpc;
import io.rotakeep.v1.WatchAccessTokensRequest;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A connection that a caller may not know of, broken or whole, is refused just as one that does not
 * exist.
 */
final class LookAlikeTest {
  private static final String FOREIGN = "erp/a";
  private static final String BROKEN = "erp/b";
  private static final String UNKNOWN = "erp/z";

  @TempDir private static Path directory;
  private static TestApi api;
  private static Channel admin;
  private static Channel byId;
  private static Channel byLabel;

  @BeforeAll
  static void start() throws Exception {
    TestCertificates certificates = TestCertificates.in(directory.resolve("pki"));
    Set<Role> all = EnumSet.allOf(Role.class);
    api =
        TestApi.tls(
            directory,
            certificates,
            List.of(
                new Policy("a", List.of("spiffe://t/admin"), List.of("**"), all, null),
                new Policy("i", List.of("spiffe://t/id"), List.of("crm/*"), all, null),
                new Policy(
                    "l",
                    List.of("spiffe://t/label"),
                    List.of(),
                    Map.of("team", "crm"),
                    all,
                    null)));
    admin = api.channel(certificates.spiffe("admin", "spiffe://t/admin"));
    byId = api.channel(certificates.spiffe("id", "spiffe://t/id"));
    byLabel = api.channel(certificates.spiffe("label", "spiffe://t/label"));
    var _ =
        ProviderServiceGrpc.newBlockingStub(admin)
            .apply(
                ApplyProviderRequest.newBuilder().setProvider(api.description("double")).build());
    // Pending for ever, and as good as any to be refused.
    var _ = begin(admin, FOREIGN);
    var _ = begin(admin, BROKEN);
    RowDamage.spoil(directory, BROKEN);
    var _ = begin(byId, "crm/mine");
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  static Stream<AnyMethod> methods() {
    return AnyMethod.built(admin).stream().filter(method -> need(method) == Need.ONE);
  }

  @ParameterizedTest
  @MethodSource("methods")
  void everyMethodAboutOneSaysTheSameOfBoth(AnyMethod method) {
    for (Channel caller : List.of(byId, byLabel)) {
      StatusRuntimeException foreign = refused(method, caller, FOREIGN);
      StatusRuntimeException unknown = refused(method, caller, UNKNOWN);

      assertAlike(foreign, unknown);
      assertAlike(refused(method, caller, BROKEN), unknown);
    }
  }

  /** What takes as long for both: the same reads of the store, and the same words in the audit. */
  @ParameterizedTest
  @MethodSource("methods")
  void everyMethodAboutOneDoesTheSameForBoth(AnyMethod method) {
    Work byIdForeign = work(() -> refused(method, byId, FOREIGN), FOREIGN);
    Work byLabelForeign = work(() -> refused(method, byLabel, FOREIGN), FOREIGN);

    assertThat(work(() -> refused(method, byId, UNKNOWN), UNKNOWN)).isEqualTo(byIdForeign);
    assertThat(work(() -> refused(method, byLabel, UNKNOWN), UNKNOWN)).isEqualTo(byLabelForeign);
    assertThat(byIdForeign.reads()).isZero();
    // Where labels decide they are looked up, whether there are any or not.
    assertThat(byLabelForeign.reads()).isEqualTo(1);
    assertThat(byIdForeign.audited()).hasSize(1);
    assertThat(byLabelForeign.audited()).hasSize(1);
  }

  @Test
  void soDoNamedSelectionsAndWatches() {
    for (Channel caller : List.of(byId, byLabel)) {
      assertAlike(
          failure(() -> first(revoke(caller, FOREIGN))),
          failure(() -> first(revoke(caller, UNKNOWN))));
      assertAlike(
          failure(() -> first(watch(caller, FOREIGN))),
          failure(() -> first(watch(caller, UNKNOWN))));
      assertAlike(
          failure(() -> first(revoke(caller, BROKEN))),
          failure(() -> first(revoke(caller, UNKNOWN))));
      assertAlike(
          failure(() -> first(watch(caller, BROKEN))),
          failure(() -> first(watch(caller, UNKNOWN))));
    }
  }

  @Test
  void anothersStateIsAsUnknownAsOneThatNobodyHas() {
    String foreign = begin(admin, FOREIGN);
    String unknown = rotated(foreign);

    assertAlike(failure(() -> complete(byId, foreign)), failure(() -> complete(byId, unknown)));
    assertThat(failure(() -> complete(byId, foreign)).getStatus().getDescription())
        .isEqualTo(failure(() -> complete(byId, "short")).getStatus().getDescription());
    assertAlike(failure(() -> confirm(byId, foreign)), failure(() -> confirm(byId, unknown)));
  }

  /**
   * @param audited without time, request and connection, which differ
   */
  private record Work(long reads, List<List<Object>> audited) {}

  private static Work work(Runnable call, String connection) {
    long reads = api.vault.connections.reads();
    int records = api.vault.audit.records().size();
    call.run();
    List<AuditRecord> mine = api.vault.audit.records().stream().skip(records).toList();
    assertThat(mine).extracting(AuditRecord::connection).containsOnly(connection);
    return new Work(
        api.vault.connections.reads() - reads,
        mine.stream()
            .map(
                made ->
                    List.<Object>of(
                        made.action(),
                        made.outcome(),
                        made.caller(),
                        made.generation(),
                        made.handle(),
                        made.reason(),
                        made.detail()))
            .toList());
  }

  private static void assertAlike(StatusRuntimeException one, StatusRuntimeException other) {
    assertThat(one.getStatus().getCode()).isEqualTo(other.getStatus().getCode());
    assertThat(one.getStatus().getDescription()).isEqualTo(other.getStatus().getDescription());
    assertThat(TestApi.detailsOf(one)).isEqualTo(TestApi.detailsOf(other));
  }

  private static StatusRuntimeException refused(AnyMethod method, Channel caller, String id) {
    Message request = method.request().setField(method.field("connection"), id).build();
    StatusRuntimeException error = failure(() -> method.call(caller, request));
    assertThat(error.getStatus().getCode()).isEqualTo(Code.PERMISSION_DENIED);
    return error;
  }

  private static Need need(AnyMethod method) {
    return Objects.requireNonNull(
            AuthorizationTable.lines().get(method.method().getFullMethodName()))
        .need();
  }

  /** A stream fails when it is read. */
  private static void first(Iterator<?> answers) {
    assertThat(answers.hasNext()).isTrue();
  }

  private static StatusRuntimeException failure(Runnable call) {
    StatusRuntimeException error = catchThrowableOfType(StatusRuntimeException.class, call::run);
    assertThat(error).isNotNull();
    return error;
  }

  private static String begin(Channel caller, String id) {
    return ConnectionServiceGrpc.newBlockingStub(caller)
        .startAuthorization(
            StartAuthorizationRequest.newBuilder().setConnection(id).setProvider("double").build())
        .getState();
  }

  private static void complete(Channel caller, String state) {
    var _ =
        ConnectionServiceGrpc.newBlockingStub(caller)
            .completeAuthorization(
                CompleteAuthorizationRequest.newBuilder().setState(state).setCode("c").build());
  }

  private static void confirm(Channel caller, String ticket) {
    var _ =
        ConnectionServiceGrpc.newBlockingStub(caller)
            .confirmAuthorization(
                ConfirmAuthorizationRequest.newBuilder().setTicket(ticket).build());
  }

  private static Iterator<?> revoke(Channel caller, String id) {
    return ConnectionServiceGrpc.newBlockingStub(caller)
        .revokeConnections(
            RevokeConnectionsRequest.newBuilder()
                .setSelector(
                    ConnectionSelector.newBuilder()
                        .setIds(ConnectionIds.newBuilder().addAllIds(Arrays.asList(id))))
                .build());
  }

  private static Iterator<?> watch(Channel caller, String id) {
    return TokenServiceGrpc.newBlockingStub(caller)
        .watchAccessTokens(WatchAccessTokensRequest.newBuilder().addConnections(id).build());
  }

  /** As well formed, and nobody's. */
  private static String rotated(String state) {
    return new StringBuilder(state).reverse().toString();
  }
}
