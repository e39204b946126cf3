package io.rotakeep.adapter.grpc;

import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.Hold;
import io.rotakeep.core.connection.SharedGrants;
import io.rotakeep.core.diagnosis.ConnectionDoctor;
import io.rotakeep.core.diagnosis.ConnectionJudge;
import io.rotakeep.core.diagnosis.Diagnosis;
import io.rotakeep.core.diagnosis.Symptoms;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.rotation.PastRefresh;
import io.rotakeep.core.rotation.RefreshGate;
import io.rotakeep.v1.ConnectionHold;
import io.rotakeep.v1.DiagnoseConnectionRequest;
import io.rotakeep.v1.DiagnoseConnectionResponse;
import io.rotakeep.v1.RefreshOutcome;
import io.rotakeep.v1.RefreshWait;
import io.rotakeep.v1.UpstreamRevocation;

/** The method that says everything about one connection. */
final class ConnectionDiagnosing {
  private final ConnectionParts parts;
  private final ConnectionDoctor doctor;
  private final FailureReplies failures;

  ConnectionDiagnosing(ConnectionParts parts, ConnectionDoctor doctor) {
    this.parts = parts;
    this.doctor = doctor;
    this.failures = new FailureReplies(parts.store(), parts.incidents());
  }

  DiagnoseConnectionResponse diagnose(RpcCall call, DiagnoseConnectionRequest request) {
    ConnectionId id = call.connection("connection", request.getConnection());
    Symptoms seen =
        doctor
            .examine(id)
            .orElseThrow(
                () -> FailureReplies.notFound().with("connection", id.value()).toException());
    Diagnosis diagnosis = ConnectionJudge.judge(seen);
    DiagnoseConnectionResponse.Builder response =
        DiagnoseConnectionResponse.newBuilder()
            .setConnection(parts.messages().of(seen.row()))
            .setExplanation(diagnosis.explanation())
            .setNextStep(diagnosis.nextStep())
            .setAttemptOpen(seen.attemptOpen())
            .setServing(seen.served().isPresent())
            .setUpstreamRevocation(upstream(seen))
            .setOutcomesSince(Times.timestamp(seen.condition().recentSince()))
            .setStoreDistrusted(seen.storeDistrusted());
    parts
        .incidents()
        .unresolvedOf(id)
        .ifPresent(incident -> response.addOpenIncidents(incident.value()));
    seen.condition().recent().forEach(ended -> response.addRecentOutcomes(outcome(ended)));
    seen.siblings().stream()
        .filter(call::may)
        .forEach(sibling -> response.addSiblings(sibling.value()));
    addTimes(response, seen);
    addHold(response, seen);
    addGrantLimit(response, seen);
    RefreshGate.Wait wait = seen.condition().putOff();
    if (wait != null) {
      response.setRefreshWait(
          RefreshWait.newBuilder()
              .setUntil(Times.timestamp(wait.until()))
              .setReason(failures.of(wait.failure(), id).reason()));
    }
    return response.build();
  }

  private static void addTimes(DiagnoseConnectionResponse.Builder response, Symptoms seen) {
    seen.daysToIdleExpiry().ifPresent(response::setDaysToIdleExpiry);
    seen.daysToAbsoluteExpiry().ifPresent(response::setDaysToAbsoluteExpiry);
    seen.served().map(Times::duration).ifPresent(response::setAccessTokenLeft);
    Provider provider = seen.provider();
    if (provider != null) {
      response.setRotation(ProviderMessages.of(provider).getRotation());
    }
  }

  private static void addGrantLimit(DiagnoseConnectionResponse.Builder response, Symptoms seen) {
    SharedGrants.Crowd crowd = seen.crowd();
    if (crowd != null) {
      response.setGrantLimit(GrantLimitMessages.of(crowd));
    }
  }

  private static void addHold(DiagnoseConnectionResponse.Builder response, Symptoms seen) {
    Hold hold = seen.hold();
    if (hold != null) {
      response.setHold(
          ConnectionHold.newBuilder()
              .setState(ConnectionWords.state(seen.state()))
              .setReason(ConnectionWords.reason(seen.state()))
              .setTime(Times.timestamp(hold.since()))
              .setDurable(seen.holdDurable())
              .setStateBeneath(ConnectionWords.state(seen.row().state())));
    }
  }

  private static RefreshOutcome outcome(PastRefresh ended) {
    String code = ended.errorCode();
    return RefreshOutcome.newBuilder()
        .setTime(Times.timestamp(ended.ended()))
        .setResult(ConnectionWords.result(ended.outcome(), ended.httpStatus()))
        .setGeneration(ended.generation().number())
        .setHttpStatus(ended.httpStatus())
        .setErrorCode(code == null ? "" : code)
        .setDetail(ended.outcome().replace('_', ' '))
        .build();
  }

  private static UpstreamRevocation upstream(Symptoms seen) {
    return switch (seen.upstream()) {
      case NOT_REVOKED -> UpstreamRevocation.UPSTREAM_REVOCATION_UNSPECIFIED;
      case CONFIRMED -> UpstreamRevocation.UPSTREAM_REVOCATION_CONFIRMED;
      case PENDING -> UpstreamRevocation.UPSTREAM_REVOCATION_PENDING;
      case NOT_POSSIBLE -> UpstreamRevocation.UPSTREAM_REVOCATION_NOT_POSSIBLE;
    };
  }
}
