package io.rotakeep.cli.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.rotakeep.client.RotakeepClient;
import io.rotakeep.client.RotakeepException;
import io.rotakeep.testkit.authorization.ClientKind;
import io.rotakeep.testkit.doubles.AuthorizationServerDouble;
import io.rotakeep.testkit.doubles.DoubleSettings;
import io.rotakeep.v1.ApproveRequest;
import io.rotakeep.v1.ConnectionSelector;
import io.rotakeep.v1.ConnectionServiceGrpc;
import io.rotakeep.v1.Fault;
import io.rotakeep.v1.GetStatusRequest;
import io.rotakeep.v1.Incident;
import io.rotakeep.v1.IncidentKind;
import io.rotakeep.v1.IncidentServiceGrpc;
import io.rotakeep.v1.IncidentState;
import io.rotakeep.v1.ListIncidentsRequest;
import io.rotakeep.v1.RefreshConnectionsRequest;
import io.rotakeep.v1.Severity;
import io.rotakeep.v1.SystemServiceGrpc;
import io.rotakeep.v1.UpdateConnectionRequest;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the daemon's files say of callers, as callers over mutual TLS meet it: two people, a quota,
 * a label, and a reload.
 */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
final class PoliciesEndToEndIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String PLAIN = Stage.id(ClientKind.PUBLIC);
  private static final String LABELLED = Stage.id(ClientKind.CONFIDENTIAL_POST);
  private static final int TOKENS = 3;

  private static final String LIMITS =
      """
      approvals: {all: 2}
      quotas: [{callers: ["spiffe://example.org/crm"], tokens_per_hour: %d}]
      """
          .formatted(TOKENS);

  private static final String ALL = "connections: ['**']";
  private static final String STORY = "connections: ['story/*']";
  private static final String POLICIES =
      "policies:\n"
          + policy("ops", ALL, "operator")
          + policy("deputy", ALL, "operator")
          + policy("guard", ALL, "security")
          + policy("crm", STORY, "reader")
          + policy("reports", "labels: {team: reports}", "reader");
  private static final String ONE_MORE = policy("late", STORY, "reader");

  @TempDir private static Path directory;
  private static ConfiguredHome home;
  private static Path policies;
  private static Stage stage;

  @BeforeAll
  static void start() throws IOException {
    home = ConfiguredHome.in(Files.createDirectory(directory.resolve("home")));
    policies = home.policiesApart(LIMITS);
    Files.writeString(policies, POLICIES);
    stage =
        Stage.on(
            AuthorizationServerDouble.start(
                DoubleSettings.standard().withAccessTokenLife(Duration.ofHours(1))),
            new DaemonUnderTest(home.launch(), home.as("ops", ConfiguredHome.OPERATOR)),
            "generic");
    daemon().start();
    stage.enrol(ClientKind.PUBLIC);
    stage.enrol(ClientKind.CONFIDENTIAL_POST);
    var _ =
        daemon()
            .connections()
            .updateConnection(
                UpdateConnectionRequest.newBuilder()
                    .setConnection(LABELLED)
                    .putLabels("team", "reports")
                    .build());
  }

  @AfterAll
  static void stop() {
    if (stage != null) {
      stage.close();
    }
  }

  @Test
  void anActOnAllWaitsForAnotherOperatorAndIsDoneThen() {
    List<Long> before = generations();
    StatusRuntimeException error =
        catchThrowableOfType(StatusRuntimeException.class, () -> refreshAll(daemon().client()));
    assertThat(error).as("nobody else was asked").isNotNull();
    RotakeepException needed = RotakeepException.from(error);

    assertThat(needed.status()).isEqualTo(Status.Code.FAILED_PRECONDITION);
    assertThat(needed.reason()).isEqualTo("APPROVAL_REQUIRED");
    assertThat(generations()).isEqualTo(before);

    try (RotakeepClient deputy = connect("deputy")) {
      var approved =
          SystemServiceGrpc.newBlockingStub(deputy.channel())
              .approve(
                  ApproveRequest.newBuilder()
                      .setApproval(needed.metadata().getOrDefault("approval", ""))
                      .build());
      assertThat(approved.getApprover()).isEqualTo("spiffe://example.org/deputy");
    }
    assertThat(generations()).isEqualTo(before);
    refreshAll(daemon().client());

    assertThat(generations()).isEqualTo(before.stream().map(generation -> generation + 1).toList());
  }

  @Test
  void aReaderBeyondItsQuotaIsThrottledAndAnIncidentTellsOfIt() {
    try (RotakeepClient crm = connect("crm");
        RotakeepClient guard = connect("guard")) {
      for (int token = 0; token < TOKENS; token++) {
        assertThat(crm.accessToken(PLAIN).value()).isNotEmpty();
      }
      assertThat(incidents(guard)).isEmpty();

      assertThatExceptionOfType(RotakeepException.Throttled.class)
          .isThrownBy(() -> crm.accessToken(PLAIN))
          .returns(Status.Code.RESOURCE_EXHAUSTED, RotakeepException::status)
          .returns("CALLER_THROTTLED", RotakeepException::reason)
          .satisfies(refused -> assertThat(refused.retryAfter()).isPresent());

      await()
          .atMost(LIMIT)
          .untilAsserted(
              () ->
                  assertThat(incidents(guard))
                      .singleElement()
                      .returns(IncidentKind.INCIDENT_KIND_CALLER_ANOMALY, Incident::getKind)
                      .returns(IncidentState.INCIDENT_STATE_OPEN, Incident::getState)
                      .returns(Severity.SEVERITY_MEDIUM, Incident::getSeverity)
                      .extracting(Incident::getSummary)
                      .asString()
                      .contains("spiffe://example.org/crm"));
    }
  }

  @Test
  void aReaderByLabelReadsWhatCarriesItAndNothingElse() {
    try (RotakeepClient reports = connect("reports")) {
      assertThat(reports.accessToken(LABELLED).value()).isNotEmpty();
      for (String other : List.of(PLAIN, "story/does-not-exist")) {
        assertThatExceptionOfType(RotakeepException.NotAllowed.class)
            .isThrownBy(() -> reports.accessToken(other));
      }
    }
  }

  @Test
  void aReloadGivesWhatIsWrittenAndABrokenFileTakesNothingAndIsTold() throws Exception {
    try (RotakeepClient late = connect("late")) {
      Files.writeString(policies, POLICIES + ONE_MORE);
      assertThatExceptionOfType(RotakeepException.NotAllowed.class)
          .isThrownBy(() -> late.accessToken(PLAIN));

      hangUp();
      await().atMost(LIMIT).until(() -> mayRead(late));
      assertThat(faults()).isEmpty();
      assertThat(metric()).isEqualTo("0.0");

      Files.writeString(policies, "policies: [");
      hangUp();
      await().atMost(LIMIT).until(() -> !faults().isEmpty());
      assertThat(faults()).singleElement().asString().contains("policies.yaml");
      assertThat(metric()).isEqualTo("1.0");
      assertThat(mayRead(late)).isTrue();

      Files.writeString(policies, POLICIES);
      hangUp();
      await().atMost(LIMIT).until(() -> !mayRead(late));
      assertThat(faults()).isEmpty();
      assertThat(metric()).isEqualTo("0.0");
    }
  }

  private static String policy(String name, String what, String role) {
    return "  - {name: %s, callers: ['spiffe://example.org/%s'], %s, roles: [%s]}\n"
        .formatted(name, name, what, role);
  }

  private static DaemonUnderTest daemon() {
    return stage.daemon();
  }

  private static RotakeepClient connect(String name) {
    return daemon().connect(home.as(name, "spiffe://example.org/" + name));
  }

  private static boolean mayRead(RotakeepClient caller) {
    try {
      return !caller.accessToken(PLAIN).value().isEmpty();
    } catch (RotakeepException.NotAllowed e) {
      return false;
    }
  }

  private static void refreshAll(RotakeepClient operator) {
    var request =
        RefreshConnectionsRequest.newBuilder()
            .setSelector(ConnectionSelector.newBuilder().setAll(true))
            .build();
    ConnectionServiceGrpc.newBlockingStub(operator.channel())
        .withDeadlineAfter(LIMIT.toSeconds(), TimeUnit.SECONDS)
        .refreshConnections(request)
        .forEachRemaining(_ -> {});
  }

  private static List<Long> generations() {
    return List.of(
        daemon().connection(PLAIN).getGeneration(), daemon().connection(LABELLED).getGeneration());
  }

  private static List<Incident> incidents(RotakeepClient security) {
    return IncidentServiceGrpc.newBlockingStub(security.channel())
        .list(ListIncidentsRequest.getDefaultInstance())
        .getIncidentsList();
  }

  private static List<String> faults() {
    return SystemServiceGrpc.newBlockingStub(daemon().client().channel())
        .getStatus(GetStatusRequest.getDefaultInstance())
        .getFaultsList()
        .stream()
        .filter(fault -> fault.getPart().equals("policies"))
        .map(Fault::getDetail)
        .toList();
  }

  /** The value of {@code rotakeep_store_fault{part="policies"}}; empty if there is none. */
  private static String metric() throws IOException, InterruptedException {
    String line = "rotakeep_store_fault{part=\"policies\"} ";
    try (var http = HttpClient.newHttpClient()) {
      return http.send(
              HttpRequest.newBuilder(daemon().process().http("/metrics")).build(),
              BodyHandlers.ofLines())
          .body()
          .filter(it -> it.startsWith(line))
          .map(it -> it.substring(line.length()))
          .findFirst()
          .orElse("");
    }
  }

  /** By the shell, which has kill built in. */
  private static void hangUp() throws IOException {
    var kill = new ProcessBuilder("sh", "-c", "kill -HUP " + daemon().process().pid());
    assertThat(kill.inheritIO().start().onExit().join().exitValue()).isZero();
  }
}
