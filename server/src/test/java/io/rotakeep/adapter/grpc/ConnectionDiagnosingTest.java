package io.rotakeep.adapter.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.StatusRuntimeException;
import io.rotakeep.testkit.doubles.Endpoint;
import io.rotakeep.testkit.doubles.Fault;
import io.rotakeep.v1.ConnectionServiceGrpc.ConnectionServiceBlockingStub;
import io.rotakeep.v1.ConnectionState;
import io.rotakeep.v1.DiagnoseConnectionRequest;
import io.rotakeep.v1.DiagnoseConnectionResponse;
import io.rotakeep.v1.QuarantineConnectionRequest;
import io.rotakeep.v1.RefreshConnectionRequest;
import io.rotakeep.v1.RefreshOutcome;
import io.rotakeep.v1.RefreshResult;
import io.rotakeep.v1.RevokeConnectionRequest;
import io.rotakeep.v1.RotationClass;
import io.rotakeep.v1.UpstreamRevocation;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConnectionDiagnosingTest {
  private TestApi api;
  private ConnectionServiceBlockingStub connections;

  @BeforeEach
  void start(@TempDir Path directory) throws Exception {
    api = TestApi.dev(directory);
    connections = api.connections();
    api.connect("double", "crm/a");
  }

  @AfterEach
  void stop() {
    api.close();
  }

  @Test
  void saysThatAWellOneIsWellAndHowItCameSo() {
    refresh();

    DiagnoseConnectionResponse seen = diagnose();

    assertThat(seen.getConnection().getGeneration()).isEqualTo(3);
    assertThat(seen.getExplanation()).startsWith("It is well.");
    assertThat(seen.getNextStep()).isEmpty();
    assertThat(seen.getServing()).isTrue();
    assertThat(seen.getAccessTokenLeft().getSeconds()).isBetween(1L, 900L);
    assertThat(seen.getAttemptOpen()).isFalse();
    assertThat(seen.hasHold()).isFalse();
    assertThat(seen.hasRefreshWait()).isFalse();
    assertThat(seen.getRotation().getRotationClass())
        .isEqualTo(RotationClass.ROTATION_CLASS_FAMILY);
    assertThat(seen.getRecentOutcomesList())
        .extracting(RefreshOutcome::getResult)
        .containsExactly(
            RefreshResult.REFRESH_RESULT_ROTATED, RefreshResult.REFRESH_RESULT_ROTATED);
    assertThat(seen.getRecentOutcomesList())
        .extracting(RefreshOutcome::getGeneration)
        .containsExactly(2L, 1L);
    assertThat(seen.getRecentOutcomes(0).getHttpStatus()).isEqualTo(200);
    assertThat(seen.getOutcomesSince().getSeconds()).isPositive();
  }

  @Test
  void remembersTwentyOutcomesAndNoMore() {
    for (int i = 0; i < 22; i++) {
      refresh();
    }

    DiagnoseConnectionResponse seen = diagnose();

    assertThat(seen.getRecentOutcomesCount()).isEqualTo(20);
    assertThat(seen.getRecentOutcomes(0).getGeneration()).isEqualTo(23);
  }

  @Test
  void showsWhatThePutOffRefreshWaitsFor() {
    api.server.behaviour().faults().once(Endpoint.TOKEN, new Fault.Status(429, "30"));
    var _ = catchThrowableOfType(StatusRuntimeException.class, this::refresh);

    DiagnoseConnectionResponse seen = diagnose();

    assertThat(seen.getRefreshWait().getReason()).isEqualTo("PROVIDER_THROTTLED");
    assertThat(seen.getExplanation()).contains("asked for patience");
    assertThat(seen.getRecentOutcomes(0).getResult())
        .isEqualTo(RefreshResult.REFRESH_RESULT_THROTTLED);
    assertThat(seen.getRecentOutcomes(0).getHttpStatus()).isEqualTo(429);
  }

  @Test
  void showsAHoldAndWhatLiesBeneathIt() {
    connections.quarantineConnection(
        QuarantineConnectionRequest.newBuilder().setConnection("crm/a").setComment("why").build());

    DiagnoseConnectionResponse seen = diagnose();

    assertThat(seen.getServing()).isFalse();
    assertThat(seen.hasAccessTokenLeft()).isFalse();
    assertThat(seen.getHold().getState()).isEqualTo(ConnectionState.CONNECTION_STATE_QUARANTINED);
    assertThat(seen.getHold().getStateBeneath()).isEqualTo(ConnectionState.CONNECTION_STATE_ACTIVE);
    assertThat(seen.getHold().getDurable()).isTrue();
    assertThat(seen.getNextStep()).contains("rotakeep connection reinstate crm/a --comment");
  }

  @Test
  void saysHowFarARevocationGot() {
    api.server.behaviour().faults().once(Endpoint.REVOCATION, new Fault.Status(503, null));
    connections.revokeConnection(
        RevokeConnectionRequest.newBuilder().setConnection("crm/a").build());

    assertThat(diagnose().getUpstreamRevocation())
        .isEqualTo(UpstreamRevocation.UPSTREAM_REVOCATION_PENDING);
    connections.revokeConnection(
        RevokeConnectionRequest.newBuilder().setConnection("crm/a").build());
    assertThat(diagnose().getUpstreamRevocation())
        .isEqualTo(UpstreamRevocation.UPSTREAM_REVOCATION_CONFIRMED);
  }

  @Test
  void isNotForStrangersIds() {
    StatusRuntimeException missing =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () ->
                connections.diagnoseConnection(
                    DiagnoseConnectionRequest.newBuilder().setConnection("crm/x").build()));

    assertThat(TestApi.infoOf(missing).getReason()).isEqualTo("CONNECTION_NOT_FOUND");
  }

  private void refresh() {
    connections.refreshConnection(
        RefreshConnectionRequest.newBuilder().setConnection("crm/a").build());
  }

  private DiagnoseConnectionResponse diagnose() {
    return connections.diagnoseConnection(
        DiagnoseConnectionRequest.newBuilder().setConnection("crm/a").build());
  }
}
