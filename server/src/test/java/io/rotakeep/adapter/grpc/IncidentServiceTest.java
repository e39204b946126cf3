package io.rotakeep.adapter.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.rotakeep.core.audit.AuditAction;
import io.rotakeep.testkit.doubles.Endpoint;
import io.rotakeep.v1.AcknowledgeIncidentRequest;
import io.rotakeep.v1.Connection;
import io.rotakeep.v1.ConnectionIds;
import io.rotakeep.v1.ConnectionSelector;
import io.rotakeep.v1.ConnectionState;
import io.rotakeep.v1.GetAccessTokenRequest;
import io.rotakeep.v1.GetConnectionRequest;
import io.rotakeep.v1.GetIncidentRequest;
import io.rotakeep.v1.ImportRefreshTokensRequest;
import io.rotakeep.v1.Incident;
import io.rotakeep.v1.IncidentServiceGrpc;
import io.rotakeep.v1.IncidentServiceGrpc.IncidentServiceBlockingStub;
import io.rotakeep.v1.IncidentState;
import io.rotakeep.v1.ListIncidentsRequest;
import io.rotakeep.v1.ListIncidentsResponse;
import io.rotakeep.v1.LookupFingerprintRequest;
import io.rotakeep.v1.OpenIncidentRequest;
import io.rotakeep.v1.RefreshConnectionRequest;
import io.rotakeep.v1.ReportIncidentRequest;
import io.rotakeep.v1.ReportIncidentResponse;
import io.rotakeep.v1.Resolution;
import io.rotakeep.v1.ResolveIncidentRequest;
import io.rotakeep.v1.Severity;
import io.rotakeep.v1.SystemServiceGrpc;
import io.rotakeep.v1.WatchIncidentsRequest;
import io.rotakeep.v1.WatchIncidentsResponse;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class IncidentServiceTest {
  private TestApi api;
  private IncidentServiceBlockingStub incidents;

  @BeforeEach
  void start(@TempDir Path directory) throws Exception {
    api = TestApi.dev(directory);
    api.connect("double", "crm/a", "crm/b");
    incidents = IncidentServiceGrpc.newBlockingStub(api.channel());
  }

  @AfterEach
  void stop() {
    api.close();
  }

  @Test
  void opensTakesOnAndResolves() {
    Incident opened = incidents.open(open("crm/a").setQuarantine(true).build());
    Incident taken =
        incidents.acknowledge(
            AcknowledgeIncidentRequest.newBuilder().setIncident(opened.getId()).build());
    Incident resolved = incidents.resolve(resolve(opened.getId()));

    assertThat(opened.getId()).matches("inc-[0-9a-f]{16}");
    assertThat(opened.getSeverity()).isEqualTo(Severity.SEVERITY_HIGH);
    assertThat(opened.getConnectionsList()).containsExactly("crm/a");
    assertThat(opened.getProvider()).isEqualTo("double");
    assertThat(taken.getState()).isEqualTo(IncidentState.INCIDENT_STATE_ACKNOWLEDGED);
    assertThat(resolved.getState()).isEqualTo(IncidentState.INCIDENT_STATE_RESOLVED);
    assertThat(resolved.getTimelineList())
        .extracting(step -> step.getActor() + " " + step.getAction())
        .containsExactly("dev opened", "dev acknowledged", "dev resolved as accident: it was us");
    assertThat(connection("crm/a").getState())
        .isEqualTo(ConnectionState.CONNECTION_STATE_QUARANTINED);
    assertThat(failure(() -> incidents.resolve(resolve(opened.getId()))).getStatus().getCode())
        .isEqualTo(Code.FAILED_PRECONDITION);
    assertThat(api.vault.audit.records())
        .extracting(audited -> audited.action())
        .contains(
            AuditAction.INCIDENT_OPENED,
            AuditAction.INCIDENT_ACKNOWLEDGED,
            AuditAction.INCIDENT_RESOLVED);
  }

  @Test
  void namesTheIncidentWhereverTheConnectionIsShownOrRefused() {
    Incident opened = incidents.open(open("crm/a").setQuarantine(true).build());

    StatusRuntimeException refused = failure(() -> read("crm/a"));

    assertThat(connection("crm/a").getOpenIncident()).isEqualTo(opened.getId());
    assertThat(TestApi.infoOf(refused).getMetadataMap()).containsEntry("incident", opened.getId());
    assertThat(connection("crm/b").getOpenIncident()).isEmpty();
  }

  @Test
  void theftByAnotherIsFoundAtTheNextRefreshAndReported() throws Exception {
    api.server.revokeSubject("user of crm/a");

    StatusRuntimeException refused =
        failure(
            () ->
                api.connections()
                    .refreshConnection(
                        RefreshConnectionRequest.newBuilder().setConnection("crm/a").build()));

    assertThat(refused.getStatus().getCode()).isEqualTo(Code.FAILED_PRECONDITION);
    Incident incident = only();
    ReportIncidentResponse report =
        incidents.report(ReportIncidentRequest.newBuilder().setIncident(incident.getId()).build());
    assertThat(incident.getEvidence(0).getKind()).isEqualTo("newest_token_refused");
    assertThat(report.getText())
        .contains("203.0.113.7", api.client().id(), "crm/a", incident.getId(), "invalid_grant");
    assertThat(report.getSubject()).contains(incident.getId());
    assertThat(report.getDetectTime()).isEqualTo(incident.getOpenTime());
  }

  @Test
  void aDryRunOpensNothing() {
    Incident preview = incidents.open(open("crm/a").setDryRun(true).build());

    assertThat(preview.getId()).isEmpty();
    assertThat(preview.getConnectionCount()).isEqualTo(1);
    assertThat(list("").getIncidentsCount()).isZero();
  }

  @Test
  void listsByConditionsPageByPage() {
    Incident a = incidents.open(open("crm/a").build());
    Incident b = incidents.open(open("crm/b").setSeverity(Severity.SEVERITY_LOW).build());

    var first = incidents.list(ListIncidentsRequest.newBuilder().setPageSize(1).build());
    var second =
        incidents.list(
            ListIncidentsRequest.newBuilder()
                .setPageSize(1)
                .setPageToken(first.getNextPageToken())
                .build());

    assertThat(first.getIncidents(0).getId()).isNotEqualTo(second.getIncidents(0).getId());
    assertThat(list("severity = LOW").getIncidents(0).getId()).isEqualTo(b.getId());
    assertThat(list("connection = crm/a AND state = OPEN").getIncidents(0).getId())
        .isEqualTo(a.getId());
    assertThat(failure(() -> list("colour = red")).getStatus().getDescription())
        .isEqualTo("filter: may name state, kind, severity, provider, connection and open_time");
  }

  @Test
  void watchersHearOfWhatStandsAndOfEachChange() {
    Incident a = incidents.open(open("crm/a").build());
    Iterator<WatchIncidentsResponse> stream =
        incidents.watch(WatchIncidentsRequest.getDefaultInstance());

    WatchIncidentsResponse standing = stream.next();
    WatchIncidentsResponse synced = stream.next();
    Incident b = incidents.open(open("crm/b").build());
    WatchIncidentsResponse opened = stream.next();
    var _ = incidents.resolve(resolve(a.getId()));
    WatchIncidentsResponse resolved = stream.next();

    assertThat(standing.getIncident().getId()).isEqualTo(a.getId());
    assertThat(synced.hasIncident()).isFalse();
    assertThat(opened.getIncident().getId()).isEqualTo(b.getId());
    assertThat(resolved.getIncident().getState()).isEqualTo(IncidentState.INCIDENT_STATE_RESOLVED);
  }

  @Test
  void aRetiredTokenIsRefusedAndLookedUp() throws Exception {
    api.connections()
        .refreshConnection(RefreshConnectionRequest.newBuilder().setConnection("crm/a").build());
    String retired =
        api.server.requestsAt(Endpoint.TOKEN).getLast().form().first("refresh_token").orElseThrow();

    var response =
        api.exchange(
                List.of(
                    ImportRefreshTokensRequest.newBuilder()
                        .setConnection("crm/c")
                        .setProvider("double")
                        .setRefreshToken(ByteString.copyFromUtf8(retired))
                        .build()))
            .getFirst();
    var found =
        SystemServiceGrpc.newBlockingStub(api.channel())
            .lookupFingerprint(
                LookupFingerprintRequest.newBuilder()
                    .setToken(ByteString.copyFromUtf8(retired))
                    .build());

    assertThat(TestApi.infoOf(response.getError()).getReason()).isEqualTo("TOKEN_RETIRED");
    assertThat(found.getFound()).isTrue();
    assertThat(found.getConnection()).isEqualTo("crm/a");
    assertThat(found.getRetired()).isTrue();
    assertThat(found.getIncident()).isEqualTo(only().getId());
    assertThat(only().toString()).doesNotContain(retired);
  }

  @Test
  void refusesWhatIsMissingAndWhatDoesNotExist() {
    assertThat(failure(() -> incidents.open(open("crm/a").setSummary("").build())).getMessage())
        .endsWith("summary: is required, 1 to 2000 bytes");
    assertThat(failure(() -> get("nonsense")).getMessage())
        .endsWith("incident: must be inc- and 16 hexadecimal digits");
    StatusRuntimeException missing = failure(() -> get("inc-0000000000000000"));
    assertThat(missing.getStatus().getCode()).isEqualTo(Code.NOT_FOUND);
    assertThat(TestApi.infoOf(missing).getReason()).isEqualTo("INCIDENT_NOT_FOUND");
  }

  private static OpenIncidentRequest.Builder open(String id) {
    return OpenIncidentRequest.newBuilder()
        .setSelector(ConnectionSelector.newBuilder().setIds(ConnectionIds.newBuilder().addIds(id)))
        .setSummary("a laptop was stolen");
  }

  private static ResolveIncidentRequest resolve(String id) {
    return ResolveIncidentRequest.newBuilder()
        .setIncident(id)
        .setResolution(Resolution.RESOLUTION_ACCIDENT)
        .setComment("it was us")
        .build();
  }

  private Incident get(String id) {
    return incidents.get(GetIncidentRequest.newBuilder().setIncident(id).build());
  }

  private ListIncidentsResponse list(String filter) {
    return incidents.list(ListIncidentsRequest.newBuilder().setFilter(filter).build());
  }

  private Incident only() {
    assertThat(list("").getIncidentsCount()).isEqualTo(1);
    return get(list("").getIncidents(0).getId());
  }

  private Connection connection(String id) {
    return api.connections()
        .getConnection(GetConnectionRequest.newBuilder().setConnection(id).build());
  }

  private String read(String id) {
    return api.tokens()
        .getAccessToken(GetAccessTokenRequest.newBuilder().setConnection(id).build())
        .getAccessToken();
  }

  private static StatusRuntimeException failure(ThrowingCallable call) {
    return catchThrowableOfType(StatusRuntimeException.class, call);
  }
}
