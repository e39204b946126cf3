package io.rotakeep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import com.google.rpc.Code;
import io.rotakeep.v1.AcknowledgeIncidentRequest;
import io.rotakeep.v1.Evidence;
import io.rotakeep.v1.Incident;
import io.rotakeep.v1.IncidentKind;
import io.rotakeep.v1.IncidentState;
import io.rotakeep.v1.IncidentStep;
import io.rotakeep.v1.ListIncidentsRequest;
import io.rotakeep.v1.ListIncidentsResponse;
import io.rotakeep.v1.LookupFingerprintRequest;
import io.rotakeep.v1.LookupFingerprintResponse;
import io.rotakeep.v1.OpenIncidentRequest;
import io.rotakeep.v1.ReportIncidentResponse;
import io.rotakeep.v1.Resolution;
import io.rotakeep.v1.ResolveIncidentRequest;
import io.rotakeep.v1.Severity;
import io.rotakeep.v1.WatchIncidentsResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class IncidentCommandTest {
  private static final Incident INCIDENT =
      Incident.newBuilder()
          .setId("inc-00112233445566aa")
          .setKind(IncidentKind.INCIDENT_KIND_REJECTED_UNEXPLAINED)
          .setSeverity(Severity.SEVERITY_HIGH)
          .setState(IncidentState.INCIDENT_STATE_OPEN)
          .addConnections("crm/a")
          .setConnectionCount(3)
          .setOpenTime(Timestamp.newBuilder().setSeconds(1_780_000_000))
          .setScore(65)
          .setSummary("the newest refresh token was refused")
          .addEvidence(
              Evidence.newBuilder()
                  .setTime(Timestamp.newBuilder().setSeconds(1_780_000_000))
                  .setDetail("invalid_grant (status 400)")
                  .setWeight(40)
                  .setConnection("crm/a")
                  .setGeneration(7))
          .addTimeline(
              IncidentStep.newBuilder()
                  .setTime(Timestamp.newBuilder().setSeconds(1_780_000_001))
                  .setActor("rotakeep")
                  .setAction("opened"))
          .build();

  private final FakeDaemon daemon = new FakeDaemon();

  @AfterEach
  void stop() {
    daemon.close();
  }

  @Test
  void listsWhatTheOptionsName() {
    daemon.thenAnswers(ListIncidentsResponse.newBuilder().addIncidents(INCIDENT).build());

    var run =
        Run.on(daemon).of("incident", "list", "--state", "OPEN", "--filter", "severity = HIGH");

    assertThat(run.out()).contains("inc-00112233445566aa", "REJECTED_UNEXPLAINED", "65");
    assertThat(run.out()).contains("crm/a and 2 more");
    assertThat((ListIncidentsRequest) daemon.requests().getFirst())
        .returns("state = OPEN AND severity = HIGH", ListIncidentsRequest::getFilter);
  }

  @Test
  void showsEvidenceScoreTimelineAndWhatToTypeNext() {
    daemon.thenAnswers(INCIDENT);

    var run = Run.on(daemon).of("incident", "show", "inc-00112233445566aa");

    assertThat(run.out())
        .contains(
            "probable, score 65",
            "invalid_grant (status 400)",
            "rotakeep  opened",
            "rotakeep incident acknowledge inc-00112233445566aa",
            "rotakeep incident report inc-00112233445566aa");
  }

  @Test
  void opensForOneConnectionAndStopsItIfAsked() {
    daemon.thenAnswers(INCIDENT);

    var run =
        Run.on(daemon)
            .of(
                "incident",
                "open",
                "crm/a",
                "--summary",
                "found in a paste",
                "--severity",
                "critical",
                "--quarantine");

    assertThat(run.out().strip()).isEqualTo("inc-00112233445566aa opened, about 3 connections");
    assertThat((OpenIncidentRequest) daemon.requests().getFirst())
        .returns(Severity.SEVERITY_CRITICAL, OpenIncidentRequest::getSeverity)
        .returns(true, OpenIncidentRequest::getQuarantine)
        .returns("found in a paste", OpenIncidentRequest::getSummary);
  }

  @Test
  void quarantinesManyOnlyWithConsent() {
    daemon.thenAnswers(INCIDENT);

    var run =
        Run.on(daemon)
            .of("incident", "open", "--provider", "crm", "--summary", "x", "--quarantine");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("this would quarantine 3 connections; add --yes");
    assertThat(daemon.requests()).hasSize(1);
  }

  @Test
  void acknowledgesAndResolves() {
    daemon.thenAnswers(INCIDENT).thenAnswers(INCIDENT);

    var taken = Run.on(daemon).of("incident", "acknowledge", "inc-00112233445566aa");
    var closed =
        Run.on(daemon)
            .of(
                "incident",
                "resolve",
                "inc-00112233445566aa",
                "--as",
                "accident",
                "--comment",
                "our restore");

    assertThat(taken.out().strip()).isEqualTo("inc-00112233445566aa acknowledged");
    assertThat(closed.out().strip()).isEqualTo("inc-00112233445566aa resolved as accident");
    assertThat(daemon.requests().getFirst()).isInstanceOf(AcknowledgeIncidentRequest.class);
    assertThat((ResolveIncidentRequest) daemon.requests().getLast())
        .returns(Resolution.RESOLUTION_ACCIDENT, ResolveIncidentRequest::getResolution);
  }

  @Test
  void printsTheReportToSend() {
    daemon.thenAnswers(
        ReportIncidentResponse.newBuilder()
            .setRecipient("security@example.com")
            .setSubject("Suspected compromise")
            .setText("first line\nsecond line\n")
            .build());

    var run = Run.on(daemon).of("incident", "report", "inc-00112233445566aa");

    assertThat(run.out())
        .isEqualTo(
            """
            To: security@example.com
            Subject: Suspected compromise

            first line
            second line
            """);
  }

  @Test
  void watchesUntilItIsRefused() {
    daemon
        .thenStreams(
            WatchIncidentsResponse.newBuilder().setIncident(INCIDENT).setCursor("e:1").build())
        .thenFails(Code.PERMISSION_DENIED, "NOT_ALLOWED", Map.of());

    var run = Run.on(daemon).of("incident", "watch");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).contains("inc-00112233445566aa  HIGH  REJECTED_UNEXPLAINED  OPEN");
  }

  @Test
  void looksATokenUpFromStandardInputWithoutShowingIt() {
    daemon.thenAnswers(
        LookupFingerprintResponse.newBuilder()
            .setFound(true)
            .setConnection("crm/a")
            .setGeneration(6)
            .setRetired(true)
            .build());

    var run = Run.on(daemon).typing("found-token\n").of("incident", "lookup");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out().strip()).isEqualTo("refresh token of crm/a, generation 6, replaced since");
    assertThat(run.out() + run.err()).doesNotContain("found-token");
    assertThat(((LookupFingerprintRequest) daemon.requests().getFirst()).getToken().toStringUtf8())
        .isEqualTo("found-token");
  }

  @Test
  void saysSoIfATokenIsNobodys() {
    daemon.thenAnswers(LookupFingerprintResponse.getDefaultInstance());

    var run = Run.on(daemon).typing("other\n").of("incident", "lookup");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out().strip()).isEqualTo("not a refresh token of any connection here");
  }
}
