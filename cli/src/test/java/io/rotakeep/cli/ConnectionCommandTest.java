package io.rotakeep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.Timestamp;
import com.google.rpc.Code;
import io.rotakeep.v1.Connection;
import io.rotakeep.v1.ConnectionReason;
import io.rotakeep.v1.ConnectionResult;
import io.rotakeep.v1.ConnectionState;
import io.rotakeep.v1.ConnectionsProgress;
import io.rotakeep.v1.DeleteConnectionResponse;
import io.rotakeep.v1.ListConnectionsRequest;
import io.rotakeep.v1.ListConnectionsResponse;
import io.rotakeep.v1.RefreshConnectionRequest;
import io.rotakeep.v1.RefreshConnectionsRequest;
import io.rotakeep.v1.RevokeConnectionResponse;
import io.rotakeep.v1.RevokeConnectionsRequest;
import io.rotakeep.v1.UpstreamRevocation;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConnectionCommandTest {
  private static final Connection ACTIVE =
      Connection.newBuilder()
          .setId("salesforce/acme")
          .setProvider("salesforce")
          .setState(ConnectionState.CONNECTION_STATE_ACTIVE)
          .setGeneration(12)
          .setExpireTime(Timestamp.newBuilder().setSeconds(1_700_000_000).setNanos(5))
          .putLabels("region", "emea")
          .build();
  private static final Connection HELD =
      Connection.newBuilder()
          .setId("b")
          .setProvider("okta")
          .setState(ConnectionState.CONNECTION_STATE_QUARANTINED)
          .setReason(ConnectionReason.CONNECTION_REASON_SUSPECTED_COMPROMISE)
          .setOpenIncident("inc-1")
          .build();

  private final FakeDaemon daemon = new FakeDaemon();

  @AfterEach
  void stop() {
    daemon.close();
  }

  @Test
  void listsAllPagesInOneTable() {
    daemon
        .thenAnswers(
            ListConnectionsResponse.newBuilder()
                .addConnections(ACTIVE)
                .setNextPageToken("p2")
                .build())
        .thenAnswers(ListConnectionsResponse.newBuilder().addConnections(HELD).build());

    var run = Run.on(daemon).of("connection", "list");

    assertThat(run.out().lines().map(line -> line.replaceAll(" {3,}", "   ")))
        .containsExactly(
            "ID   PROVIDER   STATE   REASON   INCIDENT  TOKEN EXPIRES   IDLE EXPIRES  GEN",
            "salesforce/acme  salesforce  ACTIVE   2023-11-14T22:13:20Z   12",
            "b   okta   QUARANTINED  SUSPECTED_COMPROMISE  inc-1   0");
    assertThat(daemon.requests())
        .extracting(request -> ((ListConnectionsRequest) request).getPageToken())
        .containsExactly("", "p2");
  }

  @Test
  void listsAsOneJsonArray() throws Exception {
    daemon.thenAnswers(
        ListConnectionsResponse.newBuilder().addConnections(ACTIVE).addConnections(HELD).build());

    var array =
        new ObjectMapper().readTree(Run.on(daemon).of("connection", "list", "-o", "json").out());

    assertThat(array.isArray()).isTrue();
    assertThat(array).hasSize(2);
    assertThat(array.get(0).get("state").asText()).isEqualTo("CONNECTION_STATE_ACTIVE");
    assertThat(array.get(0).get("generation").asText()).isEqualTo("12");
    assertThat(array.get(1).get("openIncident").asText()).isEqualTo("inc-1");
  }

  @Test
  void saysThatThereIsNothing() {
    daemon
        .thenAnswers(ListConnectionsResponse.getDefaultInstance())
        .thenAnswers(ListConnectionsResponse.getDefaultInstance());

    assertThat(Run.on(daemon).of("connection", "list").out().strip()).isEqualTo("no connections");
    assertThat(Run.on(daemon).of("connection", "list", "-o", "json").out().strip()).isEqualTo("[]");
  }

  @Test
  void makesOneFilterOfItsOptions() {
    daemon.thenAnswers(ListConnectionsResponse.getDefaultInstance());

    Run.on(daemon)
        .of(
            "connection",
            "list",
            "--provider=salesforce",
            "--state=in_doubt",
            "--label=owner=A \"B\"",
            "--filter=reason != OPERATOR",
            "--order=refresh_time desc");

    assertThat((ListConnectionsRequest) daemon.requests().getFirst())
        .returns(
            "provider = salesforce AND state = IN_DOUBT AND label.owner = \"A \\\"B\\\"\""
                + " AND reason != OPERATOR",
            ListConnectionsRequest::getFilter)
        .returns("refresh_time desc", ListConnectionsRequest::getOrder);
  }

  @Test
  void showsOneConnection() {
    daemon.thenAnswers(ACTIVE);

    assertThat(Run.on(daemon).of("connection", "show", "salesforce/acme").out())
        .isEqualTo(
            """
            id             salesforce/acme
            provider       salesforce
            state          ACTIVE
            generation     12
            labels.region  emea
            expire_time    2023-11-14T22:13:20Z
            """);
  }

  @Test
  void refreshesOneConnection() {
    daemon.thenAnswers(ACTIVE);

    var run = Run.on(daemon).of("connection", "refresh", "salesforce/acme", "--accept-risk");

    assertThat(run.out().strip()).isEqualTo("salesforce/acme refreshed, generation 12");
    assertThat((RefreshConnectionRequest) daemon.requests().getFirst())
        .returns(true, RefreshConnectionRequest::getAcceptRisk)
        .matches(request -> request.getRequestId().length() == 36);
  }

  @Test
  void countsAndAsksBeforeItActsOnMany() {
    daemon.thenStreams(progress(2)).thenStreams(progress(2));

    var run =
        Run.on(daemon)
            .atATerminal()
            .typing("2\n")
            .of("connection", "revoke", "--provider", "salesforce", "--comment", "contract ended");

    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).contains("This will revoke 2 connections. Type 2 to go on:");
    assertThat(daemon.requests())
        .extracting(request -> ((RevokeConnectionsRequest) request).getDryRun())
        .containsExactly(true, false);
    assertThat((RevokeConnectionsRequest) daemon.requests().getLast())
        .returns(2L, RevokeConnectionsRequest::getExpectedCount)
        .returns("contract ended", RevokeConnectionsRequest::getComment);
  }

  @Test
  void doesNothingToManyWithoutConsent() {
    daemon.thenStreams(progress(2)).thenStreams(progress(2));

    var typo = Run.on(daemon).atATerminal().typing("20\n").of("connection", "revoke", "--all");
    var script = Run.on(daemon).of("connection", "revoke", "--all");

    assertThat(typo.exitCode()).isEqualTo(1);
    assertThat(typo.err()).contains("not confirmed");
    assertThat(script.exitCode()).isEqualTo(2);
    assertThat(script.err()).contains("add --yes");
    assertThat(daemon.requests())
        .allMatch(request -> ((RevokeConnectionsRequest) request).getDryRun());
  }

  @Test
  void doesNotAskAboutNothing() {
    daemon.thenStreams(progress(0)).thenStreams(progress(0));

    var run = Run.on(daemon).of("connection", "revoke", "--all");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out().strip()).isEqualTo("no connections");
  }

  @Test
  void reportsEachOfManyAndFailsIfOneFailed() {
    var error = FakeDaemon.error(Code.FAILED_PRECONDITION, "CONNECTION_REVOKED", Map.of());
    daemon.thenStreams(
        ConnectionsProgress.newBuilder().setTotal(2).build(),
        ConnectionsProgress.newBuilder()
            .setTotal(2)
            .setDone(2)
            .setFailed(1)
            .addResults(ConnectionResult.newBuilder().setConnection("a"))
            .addResults(ConnectionResult.newBuilder().setConnection("b").setError(error))
            .setFinished(true)
            .build());

    var run = Run.on(daemon).of("connection", "refresh", "--label", "region=emea", "--yes");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).contains("said the daemon");
    assertThat(run.err()).contains("1 of 2 failed");
    assertThat((RefreshConnectionsRequest) daemon.requests().getFirst())
        .returns(false, RefreshConnectionsRequest::hasExpectedCount)
        .returns(Map.of("region", "emea"), r -> r.getSelector().getLabels().getLabelsMap());
  }

  @Test
  void tellsWhatTheProviderDidAtARevocation() {
    daemon.thenAnswers(
        RevokeConnectionResponse.newBuilder()
            .setConnection(ACTIVE)
            .setUpstream(UpstreamRevocation.UPSTREAM_REVOCATION_PENDING)
            .build());

    assertThat(Run.on(daemon).of("connection", "revoke", "salesforce/acme").out())
        .contains("salesforce/acme revoked; the provider has not confirmed it yet");
  }

  @Test
  void deletes() {
    daemon.thenAnswers(
        DeleteConnectionResponse.newBuilder()
            .setTombstoneExpireTime(Timestamp.newBuilder().setSeconds(1_700_000_000))
            .build());

    assertThat(Run.on(daemon).of("connection", "delete", "a", "--force").out().strip())
        .isEqualTo("a deleted; its fingerprints are kept until 2023-11-14T22:13:20Z");
  }

  private static ConnectionsProgress progress(int total) {
    return ConnectionsProgress.newBuilder()
        .setTotal(total)
        .setDone(total)
        .setFinished(true)
        .build();
  }
}
