package io.rotakeep.adapter.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.rotakeep.core.connection.Hold;
import io.rotakeep.core.connection.Reason;
import io.rotakeep.core.connection.SignedHold;
import io.rotakeep.v1.ConnectionIds;
import io.rotakeep.v1.ConnectionResult;
import io.rotakeep.v1.ConnectionSelector;
import io.rotakeep.v1.ConnectionServiceGrpc.ConnectionServiceBlockingStub;
import io.rotakeep.v1.ConnectionsProgress;
import io.rotakeep.v1.GetAccessTokenRequest;
import io.rotakeep.v1.Incident;
import io.rotakeep.v1.IncidentServiceGrpc;
import io.rotakeep.v1.OpenIncidentRequest;
import io.rotakeep.v1.QuarantineConnectionRequest;
import io.rotakeep.v1.QuarantineConnectionsRequest;
import io.rotakeep.v1.ReportIncidentRequest;
import io.rotakeep.v1.RevokeConnectionRequest;
import io.rotakeep.v1.RevokeConnectionsRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A row that nobody can read any more while its token is served from memory, and who stops it. */
final class BrokenRowStopTest {
  private static final String BROKEN = "crm/4";

  /** One more than are dealt with at once, so that the last come after the broken one. */
  private static final List<String> ALL =
      IntStream.rangeClosed(0, BulkWork.AT_ONCE).mapToObj(number -> "crm/" + number).toList();

  @TempDir Path directory;
  private TestApi api;
  private ConnectionServiceBlockingStub connections;

  @BeforeEach
  void start() throws Exception {
    api = TestApi.dev(directory);
    connections = api.connections();
    api.connect("double", ALL.toArray(String[]::new));
    String token = read(BROKEN);
    RowDamage.spoil(directory, BROKEN);
    assertThat(read(BROKEN)).isEqualTo(token);
  }

  @AfterEach
  void stop() {
    api.close();
  }

  @Test
  void aPersonQuarantinesItThoughItCannotBeShown() {
    StatusRuntimeException told =
        failure(
            () ->
                connections.quarantineConnection(
                    QuarantineConnectionRequest.newBuilder()
                        .setConnection(BROKEN)
                        .setComment("laptop stolen")
                        .build()));

    assertThat(told.getStatus().getCode()).isEqualTo(Code.DATA_LOSS);
    assertThat(quarantined()).containsExactly(BROKEN);
    assertThat(refusal(BROKEN)).isEqualTo("CONNECTION_QUARANTINED");
  }

  @Test
  void aPersonRevokesItThoughItCannotBeShown() {
    StatusRuntimeException told =
        failure(
            () ->
                connections.revokeConnection(
                    RevokeConnectionRequest.newBuilder().setConnection(BROKEN).build()));

    assertThat(told.getStatus().getCode()).isEqualTo(Code.DATA_LOSS);
    assertThat(revoked()).containsExactly(BROKEN);
    assertThat(refusal(BROKEN)).isEqualTo("CONNECTION_REVOKED");
  }

  @Test
  void aMassQuarantineStopsItAndAllAfterIt() {
    List<ConnectionsProgress> told =
        all(
            connections.quarantineConnections(
                QuarantineConnectionsRequest.newBuilder()
                    .setSelector(selector())
                    .setComment("provider breached")
                    .build()));

    assertThat(told.getLast().getFinished()).isTrue();
    assertThat(failed(told)).containsExactly(BROKEN + " INTEGRITY");
    assertThat(quarantined()).containsExactlyInAnyOrderElementsOf(ALL);
    assertThat(refusal(BROKEN)).isEqualTo("CONNECTION_QUARANTINED");
  }

  @Test
  void aMassRevocationStopsItAndAllAfterIt() {
    List<ConnectionsProgress> told =
        all(
            connections.revokeConnections(
                RevokeConnectionsRequest.newBuilder().setSelector(selector()).build()));

    assertThat(told.getLast().getFinished()).isTrue();
    assertThat(failed(told)).containsExactly(BROKEN + " INTEGRITY");
    assertThat(revoked()).containsExactlyInAnyOrderElementsOf(ALL);
    assertThat(refusal(BROKEN)).isEqualTo("CONNECTION_REVOKED");
  }

  @Test
  void anIncidentStopsItAndAllAfterItAndIsReported() {
    var incidents = IncidentServiceGrpc.newBlockingStub(api.channel());

    Incident opened =
        incidents.open(
            OpenIncidentRequest.newBuilder()
                .setSelector(selector())
                .setSummary("a laptop was stolen")
                .setQuarantine(true)
                .build());
    String subject =
        incidents
            .report(ReportIncidentRequest.newBuilder().setIncident(opened.getId()).build())
            .getSubject();

    assertThat(opened.getConnectionsList()).contains(BROKEN);
    assertThat(opened.getProvider()).isEqualTo("double");
    assertThat(subject).contains(opened.getId());
    assertThat(quarantined()).containsExactlyInAnyOrderElementsOf(ALL);
    assertThat(refusal(BROKEN)).isEqualTo("CONNECTION_QUARANTINED");
  }

  private String read(String id) {
    return api.tokens()
        .getAccessToken(GetAccessTokenRequest.newBuilder().setConnection(id).build())
        .getTokenId();
  }

  private String refusal(String id) {
    return TestApi.infoOf(failure(() -> read(id))).getReason();
  }

  private List<String> quarantined() {
    return stopped(
        hold -> hold instanceof Hold.QuarantinedHold one && one.reason() == Reason.OPERATOR);
  }

  private List<String> revoked() {
    return stopped(hold -> hold instanceof Hold.RevokedHold);
  }

  /** What the database has, since only that outlives the process. */
  private List<String> stopped(Predicate<Hold> kind) {
    return api.vault.stores.holds().standing().stream()
        .map(SignedHold::hold)
        .filter(kind)
        .map(hold -> hold.connection().value())
        .toList();
  }

  private static List<ConnectionsProgress> all(Iterator<ConnectionsProgress> answers) {
    List<ConnectionsProgress> all = new ArrayList<>();
    answers.forEachRemaining(all::add);
    return all;
  }

  private static List<String> failed(List<ConnectionsProgress> told) {
    return told.stream()
        .flatMap(step -> step.getResultsList().stream())
        .filter(ConnectionResult::hasError)
        .map(one -> one.getConnection() + " " + TestApi.infoOf(one.getError()).getReason())
        .toList();
  }

  private static StatusRuntimeException failure(ThrowingCallable call) {
    StatusRuntimeException error = catchThrowableOfType(StatusRuntimeException.class, call);
    assertThat(error).isNotNull();
    return error;
  }

  private static ConnectionSelector selector() {
    return ConnectionSelector.newBuilder()
        .setIds(ConnectionIds.newBuilder().addAllIds(ALL))
        .build();
  }
}
