package io.rotakeep.adapter.grpc;

import io.grpc.Status.Code;
import io.rotakeep.core.InvalidFieldException;
import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.Generation;
import io.rotakeep.core.enrollment.Order;
import io.rotakeep.core.enrollment.Quarantines;
import io.rotakeep.core.incident.Concerned;
import io.rotakeep.core.incident.Deed;
import io.rotakeep.core.incident.Evidence;
import io.rotakeep.core.incident.Incident;
import io.rotakeep.core.incident.IncidentId;
import io.rotakeep.core.incident.IncidentKind;
import io.rotakeep.core.incident.IncidentReport;
import io.rotakeep.core.incident.Incidents.Changed;
import io.rotakeep.core.incident.Suspicion;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.provider.ProviderName;
import io.rotakeep.v1.AcknowledgeIncidentRequest;
import io.rotakeep.v1.ErrorReason;
import io.rotakeep.v1.OpenIncidentRequest;
import io.rotakeep.v1.ReportIncidentRequest;
import io.rotakeep.v1.ReportIncidentResponse;
import io.rotakeep.v1.ResolveIncidentRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The methods by which people open incidents, take them on, close and report them. */
final class IncidentHandling {
  private static final int LONGEST_TEXT = 2000;

  private final ConnectionParts parts;
  private final Quarantines quarantines;
  private final List<String> egress;
  private final Calls calls;

  IncidentHandling(
      ConnectionParts parts, Quarantines quarantines, List<String> egress, Calls calls) {
    this.parts = parts;
    this.quarantines = quarantines;
    this.egress = egress;
    this.calls = calls;
  }

  io.rotakeep.v1.Incident open(RpcCall call, OpenIncidentRequest request) {
    String summary = text("summary", request.getSummary(), true);
    Deed deed = deed(call, "", request.getRequestId());
    List<ConnectionId> selected = new Selection(parts.store()).of(call, request.getSelector());
    Selection.requireCount(selected, request.hasExpectedCount(), request.getExpectedCount());
    if (selected.isEmpty()) {
      throw new InvalidFieldException("selector", "must name at least one connection");
    }
    selected.forEach(parts::requireRow);
    Suspicion told = told(request, selected, summary);
    if (request.getDryRun()) {
      return preview(told);
    }
    if (request.getQuarantine()) {
      if (request.getSelector().getAll()) {
        calls.secondPerson().require(call, request, shortened(summary), selected.size());
      }
      // Stopped first: who opens an incident about a running theft wants that before all else.
      Order order = new Order(deed.actor(), shortened(summary), deed.requestId());
      selected.forEach(id -> quarantines.quarantine(id, order));
    }
    return IncidentMessages.of(call, parts.incidents().open(told, deed));
  }

  io.rotakeep.v1.Incident acknowledge(RpcCall call, AcknowledgeIncidentRequest request) {
    IncidentId id = require(call, request.getIncident()).id();
    Deed deed = deed(call, text("comment", request.getComment(), false), request.getRequestId());
    return changed(call, id, parts.incidents().acknowledge(id, deed));
  }

  io.rotakeep.v1.Incident resolve(RpcCall call, ResolveIncidentRequest request) {
    IncidentId id = require(call, request.getIncident()).id();
    var resolution = IncidentMessages.resolution(request.getResolution());
    Deed deed = deed(call, text("comment", request.getComment(), true), request.getRequestId());
    return changed(call, id, parts.incidents().resolve(id, resolution, deed));
  }

  ReportIncidentResponse report(RpcCall call, ReportIncidentRequest request) {
    Incident incident = require(call, request.getIncident());
    List<ConnectionId> connections = incident.concerned().connections();
    if (!connections.stream().allMatch(call::may)) {
      throw ErrorReply.notAllowed().toException();
    }
    ProviderName name = incident.concerned().provider();
    Provider provider = name == null ? null : parts.providers().find(name).orElse(null);
    List<Connection> rows =
        connections.stream().flatMap(id -> parts.store().findWhole(id).stream()).toList();
    IncidentReport report =
        IncidentReport.of(incident, provider, rows, egress, calls.clock().instant());
    parts.incidents().reported(incident, deed(call, "", ""));
    return ReportIncidentResponse.newBuilder()
        .setRecipient(report.recipient())
        .setSubject(report.subject())
        .setText(report.text())
        .setDetectTime(Times.timestamp(report.detected()))
        .build();
  }

  /** The incident, if the caller may know of it; else the answer is as if there were none. */
  Incident require(RpcCall call, String id) {
    return parts
        .incidents()
        .find(new IncidentId(id))
        .filter(incident -> IncidentMessages.isVisible(call, incident))
        .orElseThrow(() -> notFound(id).toException());
  }

  private Suspicion told(OpenIncidentRequest request, List<ConnectionId> selected, String summary) {
    return new Suspicion(
        UUID.randomUUID(),
        IncidentKind.OPERATOR,
        IncidentMessages.severity(request.getSeverity()),
        Concerned.all(selected, commonProvider(selected)),
        List.of(
            new Evidence(
                calls.clock().instant(),
                Evidence.Kind.REPORTED,
                "told by a person or program: see the summary",
                null,
                Generation.NONE,
                "")),
        summary);
  }

  private @Nullable ProviderName commonProvider(List<ConnectionId> selected) {
    Set<ProviderName> names =
        selected.stream()
            .limit(Concerned.MOST_NAMED)
            .flatMap(id -> parts.store().findWhole(id).stream())
            .map(Connection::provider)
            .collect(Collectors.toSet());
    return names.size() == 1 ? names.iterator().next() : null;
  }

  private static io.rotakeep.v1.Incident preview(Suspicion told) {
    return io.rotakeep.v1.Incident.newBuilder()
        .setKind(io.rotakeep.v1.IncidentKind.INCIDENT_KIND_OPERATOR)
        .setSeverity(io.rotakeep.v1.Severity.valueOf("SEVERITY_" + told.severity().name()))
        .addAllConnections(
            told.concerned().connections().stream().map(ConnectionId::value).toList())
        .setConnectionCount(told.concerned().count())
        .setSummary(told.summary())
        .build();
  }

  private static io.rotakeep.v1.Incident changed(RpcCall call, IncidentId id, Changed changed) {
    return switch (changed) {
      case Changed.Done(Incident incident) -> IncidentMessages.of(call, incident);
      case Changed.NotFound _ -> throw notFound(id.value()).toException();
      case Changed.ResolvedAlready _ ->
          throw ErrorReply.of(
                  Code.FAILED_PRECONDITION,
                  ErrorReason.ERROR_REASON_WRONG_STATE,
                  "the incident is resolved, and that is not taken back")
              .with("incident", id.value())
              .with("next_step", "open another with rotakeep incident open")
              .toException();
    };
  }

  private static ErrorReply notFound(String id) {
    return ErrorReply.of(
            Code.NOT_FOUND, ErrorReason.ERROR_REASON_INCIDENT_NOT_FOUND, "no such incident")
        .with("incident", id)
        .with("next_step", "rotakeep incident list");
  }

  private static Deed deed(RpcCall call, String comment, String requestId) {
    return new Deed(call.caller().name(), comment, RequestIds.of(call, requestId));
  }

  private static String text(String field, String value, boolean required) {
    int length = value.getBytes(StandardCharsets.UTF_8).length;
    if (length > LONGEST_TEXT || (required && value.isBlank())) {
      throw new InvalidFieldException(
          field, required ? "is required, 1 to 2000 bytes" : "must be 2000 bytes at the most");
    }
    return value;
  }

  private static String shortened(String summary) {
    return summary.length() <= 120 ? summary : summary.substring(0, 120);
  }
}
