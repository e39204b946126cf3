package io.rotakeep.cli;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Durations;
import com.google.rpc.Code;
import io.rotakeep.v1.BlastRadius;
import io.rotakeep.v1.BulkRefreshOutcome;
import io.rotakeep.v1.CheckProviderResponse;
import io.rotakeep.v1.CheckResult;
import io.rotakeep.v1.ClientRegistration;
import io.rotakeep.v1.ClientType;
import io.rotakeep.v1.Connection;
import io.rotakeep.v1.ConnectionHold;
import io.rotakeep.v1.ConnectionReason;
import io.rotakeep.v1.ConnectionResult;
import io.rotakeep.v1.ConnectionState;
import io.rotakeep.v1.ConnectionsProgress;
import io.rotakeep.v1.DiagnoseConnectionResponse;
import io.rotakeep.v1.Fault;
import io.rotakeep.v1.ListConnectionsResponse;
import io.rotakeep.v1.NoticeTrial;
import io.rotakeep.v1.Provider;
import io.rotakeep.v1.RefreshOutcome;
import io.rotakeep.v1.RefreshResult;
import io.rotakeep.v1.Rotation;
import io.rotakeep.v1.RotationClass;
import io.rotakeep.v1.SealType;
import io.rotakeep.v1.StateCount;
import io.rotakeep.v1.SystemStatus;
import io.rotakeep.v1.TestNoticesResponse;
import java.time.Instant;
import java.util.Map;

/** What a daemon of a company with a few customers answers, at one moment. */
final class Samples {
  static final Instant NOW = Instant.parse("2026-11-27T14:00:00Z");

  static final Connection ACTIVE =
      Connection.newBuilder()
          .setId("salesforce/acme-prod")
          .setProvider("salesforce-prod")
          .setState(ConnectionState.CONNECTION_STATE_ACTIVE)
          .setGeneration(412)
          .setSubject("005xx000001Sv6A")
          .setLoginHost("acme.my.salesforce.com")
          .addScopes("refresh_token")
          .addScopes("api")
          .putAttributes("instance_url", "https://acme.my.salesforce.com")
          .putLabels("region", "emea")
          .setCreateTime(at("2026-02-03T09:12:44Z"))
          .setRefreshTime(at("2026-11-27T13:48:02Z"))
          .setExpireTime(at("2026-11-27T14:13:02Z"))
          .setIdleExpireTime(at("2026-12-27T13:48:02Z"))
          .setStateTime(at("2026-02-03T09:13:20Z"))
          .build();
  static final Connection QUARANTINED =
      Connection.newBuilder()
          .setId("salesforce/globex")
          .setProvider("salesforce-prod")
          .setState(ConnectionState.CONNECTION_STATE_QUARANTINED)
          .setReason(ConnectionReason.CONNECTION_REASON_SUSPECTED_COMPROMISE)
          .setGeneration(57)
          .setSubject("005xx000001Sv9Z")
          .setExpireTime(at("2026-11-27T14:02:10Z"))
          .setIdleExpireTime(at("2026-12-02T11:04:12Z"))
          .setStateTime(at("2026-11-27T11:04:12Z"))
          .build();
  static final Connection LOST =
      Connection.newBuilder()
          .setId("hubspot/initech")
          .setProvider("hubspot")
          .setState(ConnectionState.CONNECTION_STATE_REAUTHORIZATION_REQUIRED)
          .setReason(ConnectionReason.CONNECTION_REASON_REVOKED_UPSTREAM)
          .setGeneration(8)
          .setStateTime(at("2026-11-25T08:00:00Z"))
          .build();
  static final Connection PENDING =
      Connection.newBuilder()
          .setId("okta/umbrella")
          .setProvider("okta")
          .setState(ConnectionState.CONNECTION_STATE_PENDING_AUTHORIZATION)
          .build();
  static final ListConnectionsResponse CONNECTIONS =
      ListConnectionsResponse.newBuilder()
          .addConnections(LOST)
          .addConnections(PENDING)
          .addConnections(ACTIVE)
          .addConnections(QUARANTINED)
          .build();

  static final DiagnoseConnectionResponse DIAGNOSIS =
      DiagnoseConnectionResponse.newBuilder()
          .setConnection(QUARANTINED)
          .setExplanation(
              "The newest refresh token was refused at 11:04 UTC, and nothing of ours explains it."
                  + " Somebody else may have used it. Nothing is served.")
          .setNextStep(
              "Ask the owner of this integration and the provider's security contact; then have the"
                  + " user consent again, or reinstate it if it was harmless.")
          .setDaysToIdleExpiry(4)
          .setDaysToAbsoluteExpiry(120)
          .addOpenIncidents("inc-7")
          .addSiblings("salesforce/globex-sandbox")
          .setHold(
              ConnectionHold.newBuilder()
                  .setState(ConnectionState.CONNECTION_STATE_QUARANTINED)
                  .setReason(ConnectionReason.CONNECTION_REASON_SUSPECTED_COMPROMISE)
                  .setTime(at("2026-11-27T11:04:12Z"))
                  .setDurable(true)
                  .setStateBeneath(ConnectionState.CONNECTION_STATE_REAUTHORIZATION_REQUIRED))
          .setRotation(
              Rotation.newBuilder()
                  .setRotationClass(RotationClass.ROTATION_CLASS_FAMILY)
                  .setBlastRadius(BlastRadius.BLAST_RADIUS_SUBJECT))
          .addRecentOutcomes(
              outcome("2026-11-27T11:04:12Z", RefreshResult.REFRESH_RESULT_REJECTED).toBuilder()
                  .setHttpStatus(400)
                  .setErrorCode("invalid_grant")
                  .setDetail("expired access/refresh token")
                  .setGeneration(57))
          .addRecentOutcomes(
              outcome("2026-11-27T10:34:10Z", RefreshResult.REFRESH_RESULT_ROTATED).toBuilder()
                  .setHttpStatus(200)
                  .setGeneration(56))
          .addRecentOutcomes(
              outcome("2026-11-27T10:04:09Z", RefreshResult.REFRESH_RESULT_UNANSWERED).toBuilder()
                  .setDetail("no answer within 10 s")
                  .setGeneration(55))
          .setOutcomesSince(at("2026-11-20T06:00:00Z"))
          .build();
  static final DiagnoseConnectionResponse HEALTHY =
      DiagnoseConnectionResponse.newBuilder()
          .setConnection(ACTIVE)
          .setExplanation("It serves, and refreshes when needed.")
          .setServing(true)
          .setAccessTokenLeft(Duration.newBuilder().setSeconds(782))
          .setDaysToIdleExpiry(29)
          .addRecentOutcomes(
              outcome("2026-11-27T13:48:02Z", RefreshResult.REFRESH_RESULT_ROTATED).toBuilder()
                  .setHttpStatus(200)
                  .setGeneration(411))
          .build();

  static final Provider PROVIDER =
      Provider.newBuilder()
          .setName("salesforce-prod")
          .setPreset("salesforce")
          .setIssuer("https://login.salesforce.com")
          .setClient(
              ClientRegistration.newBuilder().setId("3MVG9").setType(ClientType.CLIENT_TYPE_PUBLIC))
          .setRotation(
              Rotation.newBuilder()
                  .setRotationClass(RotationClass.ROTATION_CLASS_FAMILY)
                  .setBlastRadius(BlastRadius.BLAST_RADIUS_SUBJECT))
          .setEtag("5f1c")
          .build();

  static final CheckProviderResponse[] FINDINGS = {
    finding("discovery", CheckResult.CHECK_RESULT_PASSED, "https://login.salesforce.com", ""),
    finding(
        "token_endpoint_tls",
        CheckResult.CHECK_RESULT_PASSED,
        "TLSv1.3, certificate for login.salesforce.com ends 2027-03-01",
        ""),
    finding(
        "pkce_enforced",
        CheckResult.CHECK_RESULT_FAILED,
        "an authorization request without a challenge was not refused",
        "in the External Client App, tick \"Require Proof Key for Code Exchange (PKCE)\""),
    finding(
        "egress_address",
        CheckResult.CHECK_RESULT_UNKNOWN,
        "requests leave from 10.0.0.7; an address translation between is not visible here",
        ""),
  };

  static final SystemStatus STATUS =
      SystemStatus.newBuilder()
          .setVersion("0.1.0")
          .setNode("a")
          .setInitialized(true)
          .setSealType(SealType.SEAL_TYPE_KEY_FILE)
          .setStartTime(at("2026-11-24T09:00:00Z"))
          .setStoreId("6d1c1f0e-0a4c-4c2e-9a51-0f6d1d1f9d4e")
          .setKeyTerm(1)
          .setLastBackupTime(at("2026-11-27T03:00:00Z"))
          .addConnections(states(ConnectionState.CONNECTION_STATE_ACTIVE, 118))
          .addConnections(states(ConnectionState.CONNECTION_STATE_QUARANTINED, 1))
          .build();
  static final TestNoticesResponse TRIALS =
      TestNoticesResponse.newBuilder()
          .addTrials(
              NoticeTrial.newBuilder()
                  .setReceiver("ops")
                  .setHost("hooks.example.com")
                  .setDelivered(true)
                  .setDuration(Durations.fromMillis(250)))
          .addTrials(
              NoticeTrial.newBuilder()
                  .setReceiver("smtp")
                  .setHost("mail.example.com")
                  .setCause("status 500")
                  .setDuration(Durations.fromSeconds(1)))
          .build();
  static final SystemStatus FAULTY =
      STATUS.toBuilder()
          .addFaults(
              Fault.newBuilder()
                  .setPart("journal")
                  .setDetail("the disk is full")
                  .setSince(at("2026-11-27T13:58:00Z"))
                  .setNextStep("make room on /var/lib/rotakeep"))
          .build();

  private Samples() {}

  static Timestamp at(String time) {
    return Timestamp.newBuilder().setSeconds(Instant.parse(time).getEpochSecond()).build();
  }

  /** A step of plural work on {@code total} connections. */
  static ConnectionsProgress step(long total, long done, String... connections) {
    var step = ConnectionsProgress.newBuilder().setTotal(total).setDone(done);
    for (var connection : connections) {
      step.addResults(
          ConnectionResult.newBuilder()
              .setConnection(connection)
              .setState(ConnectionState.CONNECTION_STATE_ACTIVE));
    }
    return step.setFinished(total == done).build();
  }

  /** A run of refreshes in which one was rotated, one had been, and one was refused. */
  static ConnectionsProgress run(long total) {
    return ConnectionsProgress.newBuilder()
        .setTotal(total)
        .setDone(3)
        .setFailed(1)
        .setRunStart(at("2026-11-27T13:59:00Z"))
        .addResults(
            refreshed("a", BulkRefreshOutcome.BULK_REFRESH_OUTCOME_ROTATED)
                .setOlderTokenId("at:7f3c09d2")
                .setOlderTokenExpireTime(at("2026-11-27T14:13:02Z")))
        .addResults(
            refreshed("b", BulkRefreshOutcome.BULK_REFRESH_OUTCOME_ALREADY_REFRESHED)
                .setOlderTokenExpireTime(at("2026-11-27T14:29:12Z")))
        .addResults(
            refreshed("c", BulkRefreshOutcome.BULK_REFRESH_OUTCOME_REJECTED)
                .setState(ConnectionState.CONNECTION_STATE_QUARANTINED)
                .setError(
                    FakeDaemon.error(
                        Code.FAILED_PRECONDITION,
                        "CONNECTION_QUARANTINED",
                        Map.of("incident", "inc-7"))))
        .setFinished(total == 3)
        .build();
  }

  private static ConnectionResult.Builder refreshed(String id, BulkRefreshOutcome outcome) {
    return ConnectionResult.newBuilder()
        .setConnection(id)
        .setState(ConnectionState.CONNECTION_STATE_ACTIVE)
        .setRefreshOutcome(outcome);
  }

  private static RefreshOutcome outcome(String time, RefreshResult result) {
    return RefreshOutcome.newBuilder().setTime(at(time)).setResult(result).build();
  }

  private static CheckProviderResponse finding(
      String check, CheckResult result, String detail, String nextStep) {
    return CheckProviderResponse.newBuilder()
        .setCheck(check)
        .setResult(result)
        .setDetail(detail)
        .setNextStep(nextStep)
        .setTime(at("2026-11-27T14:00:00Z"))
        .build();
  }

  private static StateCount states(ConnectionState state, long count) {
    return StateCount.newBuilder().setState(state).setCount(count).build();
  }
}
