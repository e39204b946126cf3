package io.rotakeep.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.rpc.Code;
import io.rotakeep.v1.Connection;
import io.rotakeep.v1.ConnectionState;
import io.rotakeep.v1.DeleteConnectionRequest;
import io.rotakeep.v1.DeleteConnectionResponse;
import io.rotakeep.v1.ListConnectionsRequest;
import io.rotakeep.v1.ListConnectionsResponse;
import io.rotakeep.v1.QuarantineConnectionRequest;
import io.rotakeep.v1.QuarantineConnectionsRequest;
import io.rotakeep.v1.RefreshConnectionsRequest;
import io.rotakeep.v1.ReinstateConnectionRequest;
import io.rotakeep.v1.TrustStoreRequest;
import io.rotakeep.v1.UpdateConnectionRequest;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is done to connections beside refreshing and revoking. */
class ContainmentCommandTest {
  private static final Connection ONE =
      Connection.newBuilder()
          .setId("a")
          .setState(ConnectionState.CONNECTION_STATE_ACTIVE)
          .putLabels("region", "emea")
          .putLabels("tier", "gold")
          .build();
  private static final Connection TWO = ONE.toBuilder().setId("b").build();

  private final FakeDaemon daemon = new FakeDaemon();

  @AfterEach
  void stop() {
    daemon.close();
  }

  @Test
  void quarantinesWithAReason() {
    daemon.thenAnswers(ONE);

    var run = Run.on(daemon).of("connection", "quarantine", "a", "--comment", "found in a paste");

    assertThat(run.out().strip())
        .isEqualTo("a quarantined; rotakeep connection reinstate a lets go");
    assertThat((QuarantineConnectionRequest) daemon.requests().getFirst())
        .returns("found in a paste", QuarantineConnectionRequest::getComment);
  }

  @Test
  void quarantinesManyOnceTheyAreCountedAndConfirmed() {
    daemon.thenStreams(Samples.step(2, 0)).thenStreams(Samples.step(2, 2, "a", "b"));

    var run =
        Run.on(daemon)
            .atATerminal()
            .typing("2\n")
            .of("connection", "quarantine", "--label", "region=emea", "--comment", "c");

    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).contains("This will quarantine 2 connections. Type 2 to go on:");
    assertThat((QuarantineConnectionsRequest) daemon.requests().getLast())
        .returns(2L, QuarantineConnectionsRequest::getExpectedCount)
        .returns("c", QuarantineConnectionsRequest::getComment);
  }

  @Test
  void tellsWhatToDoWhenOthersCameBetweenTheCountAndTheAct() {
    daemon
        .thenStreams(Samples.step(2, 0))
        .thenFails(Code.FAILED_PRECONDITION, "COUNT_MISMATCH", Map.of());

    var run =
        Run.on(daemon)
            .atATerminal()
            .typing("2\n")
            .of("connection", "quarantine", "--all", "--comment", "c");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .contains("FAILED_PRECONDITION/COUNT_MISMATCH", "next step: nothing was done");
  }

  @Test
  void goesOnWithARunAtAPaceAndTellsWhatItCameTo() {
    daemon.thenStreams(Samples.step(3, 0), Samples.run(3));

    var run =
        Run.on(daemon)
            .of(
                "connection",
                "refresh",
                "--all",
                "--yes",
                "--since",
                "2026-11-27T13:59:00Z",
                "--rate",
                "5/s");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .contains(
            "run of 2026-11-27T13:59:00Z: 1 rotated, 1 already refreshed, 1 rejected",
            "older access tokens that may still be used elsewhere: 2, the last until"
                + " 2026-11-27T14:29:12Z",
            "1 of 3 failed");
    assertThat(run.out()).contains("ALREADY_REFRESHED", "at:7f3c09d2");
    assertThat((RefreshConnectionsRequest) daemon.requests().getLast())
        .returns(Samples.at("2026-11-27T13:59:00Z"), RefreshConnectionsRequest::getSince)
        .returns(5.0, RefreshConnectionsRequest::getMaxPerSecond);
  }

  @Test
  void keepsWhatALostStreamHadToldAndSaysHowToGoOn() {
    daemon.thenStreamsAndStays(Samples.step(5, 0), Samples.run(5));
    var run = Run.on(daemon).onATerminal(120);

    var work = CompletableFuture.runAsync(() -> run.of("connection", "refresh", "--all", "--yes"));
    await().until(() -> run.err().contains("refreshing 3 of 5"));
    daemon.close();
    work.join();

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).contains("ALREADY_REFRESHED");
    assertThat(run.err())
        .contains(
            "ended early: 2 of 5 refreshed, 1 failed",
            "to go on: rotakeep connection refresh --all --since 2026-11-27T13:59:00Z",
            "CANCELLED");
  }

  @Test
  void reinstatesOne() {
    daemon.thenAnswers(ONE);

    var run = Run.on(daemon).of("connection", "reinstate", "a", "--comment", "our own test");

    assertThat(run.out().strip()).isEqualTo("a reinstated, it is ACTIVE");
    assertThat((ReinstateConnectionRequest) daemon.requests().getFirst())
        .returns("our own test", ReinstateConnectionRequest::getComment)
        .returns(false, ReinstateConnectionRequest::getAcceptRisk);
  }

  @Test
  void releasesFromADistrustedStoreOnWhoseRiskIsSaid() {
    daemon.thenAnswers(ONE).thenAnswers(Samples.STATUS);

    Run.on(daemon).of("connection", "reinstate", "a", "--comment", "burnt", "--accept-risk");
    var whole = Run.on(daemon).of("operator", "trust-store", "--comment", "all", "--accept-risk");

    assertThat((ReinstateConnectionRequest) daemon.requests().getFirst())
        .returns(true, ReinstateConnectionRequest::getAcceptRisk);
    assertThat(whole.out().strip())
        .isEqualTo("store " + Samples.STATUS.getStoreId() + " is trusted");
    assertThat((TrustStoreRequest) daemon.requests().getLast())
        .returns("all", TrustStoreRequest::getComment)
        .returns(true, TrustStoreRequest::getAcceptRisk);
  }

  @Test
  void changesSomeLabelsAndLeavesTheOthers() {
    daemon.thenAnswers(ONE).thenAnswers(ONE);

    Run.on(daemon).of("connection", "label", "a", "--set", "region=apac", "--remove", "tier");

    assertThat((UpdateConnectionRequest) daemon.requests().getLast())
        .returns(Map.of("region", "apac"), UpdateConnectionRequest::getLabelsMap);
  }

  @Test
  void labelsManyOneAfterAnother() {
    daemon
        .thenAnswers(list(ONE, TWO))
        .thenAnswers(ONE)
        .thenFails(Code.PERMISSION_DENIED, "NOT_ALLOWED", Map.of());

    var run = Run.on(daemon).of("connection", "label", "--provider", "p", "--set", "x=y", "--yes");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("1 of 2 failed");
    assertThat((ListConnectionsRequest) daemon.requests().getFirst())
        .returns("provider = p", ListConnectionsRequest::getFilter);
    assertThat((UpdateConnectionRequest) daemon.requests().getLast())
        .returns("b", UpdateConnectionRequest::getConnection)
        .returns(
            Map.of("region", "emea", "tier", "gold", "x", "y"),
            UpdateConnectionRequest::getLabelsMap);
  }

  @Test
  void deletesManyAfterAConfirmationThatNamesHowMany() {
    daemon
        .thenAnswers(list(ONE, TWO))
        .thenAnswers(list(ONE, TWO))
        .thenAnswers(DeleteConnectionResponse.getDefaultInstance())
        .thenAnswers(DeleteConnectionResponse.getDefaultInstance());

    var run = Run.on(daemon).atATerminal().typing("2\n").of("connection", "delete", "--all");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err()).contains("This will delete 2 connections", "2 deleted");
    assertThat(daemon.requests().stream().filter(DeleteConnectionRequest.class::isInstance))
        .hasSize(2);
  }

  @Test
  void deletesNoneWhenAnotherHasComeSinceTheCount() {
    daemon.thenAnswers(list(ONE)).thenAnswers(list(ONE, TWO));

    var run = Run.on(daemon).atATerminal().typing("1\n").of("connection", "delete", "--all");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("there are 2 connections now, no longer 1; nothing was done");
    assertThat(daemon.requests()).allMatch(ListConnectionsRequest.class::isInstance);
  }

  private static ListConnectionsResponse list(Connection... connections) {
    var list = ListConnectionsResponse.newBuilder();
    for (var connection : connections) {
      list.addConnections(connection);
    }
    return list.build();
  }
}
