package io.rotakeep.adapter.grpc;

import io.rotakeep.core.InvalidFieldException;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.incident.Concerned;
import io.rotakeep.core.incident.Evidence;
import io.rotakeep.core.incident.Incident;
import io.rotakeep.core.incident.IncidentKind;
import io.rotakeep.core.incident.Progress;
import io.rotakeep.core.incident.Severity;
import io.rotakeep.core.incident.Step;
import io.rotakeep.v1.IncidentState;
import io.rotakeep.v1.IncidentStep;
import java.util.List;

/**
 * Incidents as messages, with what their caller may know. Who may know some of the connections only
 * is told nothing in which another could be named.
 */
final class IncidentMessages {
  private static final String ELSEWHERE =
      "concerns connections that you may not know of beside those listed";

  private IncidentMessages() {}

  /** Whether the caller may know of it at all. */
  static boolean isVisible(RpcCall call, Incident incident) {
    List<ConnectionId> connections = incident.concerned().connections();
    return connections.isEmpty() || connections.stream().anyMatch(call::may);
  }

  static io.rotakeep.v1.Incident of(RpcCall call, Incident incident) {
    Concerned concerned = incident.concerned();
    List<ConnectionId> known = concerned.connections().stream().filter(call::may).toList();
    boolean whole = known.size() == concerned.connections().size();
    io.rotakeep.v1.Incident.Builder message =
        io.rotakeep.v1.Incident.newBuilder()
            .setId(incident.id().value())
            .setKind(kind(incident.kind()))
            .setSeverity(severity(incident.severity()))
            .setState(state(incident.progress().state()))
            .addAllConnections(known.stream().map(ConnectionId::value).toList())
            .setConnectionCount(concerned.count())
            .setOpenTime(Times.timestamp(incident.opened()))
            .setUpdateTime(Times.timestamp(incident.updated()))
            .setScore(incident.story().score())
            .setSummary(whole ? incident.story().summary() : ELSEWHERE);
    if (concerned.provider() != null) {
      message.setProvider(concerned.provider().value());
    }
    for (Evidence evidence : incident.story().evidence()) {
      if (evidence.connection() == null || known.contains(evidence.connection())) {
        message.addEvidence(evidence(evidence));
      }
    }
    if (whole) {
      incident.story().timeline().forEach(step -> message.addTimeline(step(step)));
    }
    return message.build();
  }

  static Severity severity(io.rotakeep.v1.Severity severity) {
    return switch (severity) {
      case SEVERITY_UNSPECIFIED, SEVERITY_HIGH -> Severity.HIGH;
      case SEVERITY_LOW -> Severity.LOW;
      case SEVERITY_MEDIUM -> Severity.MEDIUM;
      case SEVERITY_CRITICAL -> Severity.CRITICAL;
      case UNRECOGNIZED ->
          throw new InvalidFieldException("severity", "must be LOW, MEDIUM, HIGH or CRITICAL");
    };
  }

  static Progress.Resolution resolution(io.rotakeep.v1.Resolution resolution) {
    return switch (resolution) {
      case RESOLUTION_COMPROMISE -> Progress.Resolution.COMPROMISE;
      case RESOLUTION_ACCIDENT -> Progress.Resolution.ACCIDENT;
      case RESOLUTION_AUTHORIZED -> Progress.Resolution.AUTHORIZED;
      case RESOLUTION_UNKNOWN -> Progress.Resolution.UNKNOWN;
      case RESOLUTION_UNSPECIFIED, UNRECOGNIZED ->
          throw new InvalidFieldException(
              "resolution", "is required: COMPROMISE, ACCIDENT, AUTHORIZED or UNKNOWN");
    };
  }

  private static io.rotakeep.v1.Severity severity(Severity severity) {
    return io.rotakeep.v1.Severity.valueOf("SEVERITY_" + severity.name());
  }

  private static io.rotakeep.v1.IncidentKind kind(IncidentKind kind) {
    return io.rotakeep.v1.IncidentKind.valueOf("INCIDENT_KIND_" + kind.name());
  }

  private static IncidentState state(Progress.State state) {
    return IncidentState.valueOf("INCIDENT_STATE_" + state.name());
  }

  private static io.rotakeep.v1.Evidence evidence(Evidence evidence) {
    ConnectionId connection = evidence.connection();
    return io.rotakeep.v1.Evidence.newBuilder()
        .setTime(Times.timestamp(evidence.time()))
        .setKind(evidence.kind().word())
        .setDetail(evidence.detail())
        .setWeight(evidence.kind().weight())
        .setConnection(connection == null ? "" : connection.value())
        .setGeneration(evidence.generation().number())
        .setProviderRequestId(evidence.requestId())
        .build();
  }

  private static IncidentStep step(Step step) {
    return IncidentStep.newBuilder()
        .setTime(Times.timestamp(step.time()))
        .setActor(step.actor())
        .setAction(step.action())
        .build();
  }
}
