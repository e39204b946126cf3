package io.rotakeep.adapter.grpc;

import io.grpc.ServerServiceDefinition;
import io.rotakeep.core.BugException;
import io.rotakeep.core.enrollment.Quarantines;
import io.rotakeep.core.incident.Incident;
import io.rotakeep.core.incident.IncidentId;
import io.rotakeep.core.incident.IncidentQuery;
import io.rotakeep.v1.GetIncidentRequest;
import io.rotakeep.v1.IncidentServiceGrpc;
import io.rotakeep.v1.ListIncidentsRequest;
import io.rotakeep.v1.ListIncidentsResponse;
import io.rotakeep.v1.WatchIncidentsRequest;
import io.rotakeep.v1.WatchIncidentsResponse;
import java.time.Instant;
import java.util.List;

/** {@code rotakeep.v1.IncidentService}. */
public final class IncidentGrpcService {
  private final Calls calls;
  private final ConnectionParts parts;
  private final IncidentHandling handling;
  private final IncidentWatch watch;
  private final PageTokens pages;

  /**
   * What incidents are told with.
   *
   * @param egress our addresses, as far as they were declared
   * @param epoch tells this process's cursors from an earlier one's
   */
  public record Telling(List<String> egress, String epoch) {}

  public IncidentGrpcService(
      Calls calls,
      ConnectionParts parts,
      Quarantines quarantines,
      PageTokens pages,
      Telling telling) {
    this.calls = calls;
    this.parts = parts;
    this.handling = new IncidentHandling(parts, quarantines, telling.egress(), calls);
    this.watch = new IncidentWatch(parts.incidents(), telling.epoch());
    this.pages = pages;
  }

  public ServerServiceDefinition bind() {
    return new ServiceBinding(IncidentServiceGrpc.getServiceDescriptor(), calls)
        .unary(IncidentServiceGrpc.getOpenMethod(), handling::open)
        .unary(IncidentServiceGrpc.getListMethod(), this::list)
        .unary(IncidentServiceGrpc.getGetMethod(), this::get)
        .streaming(IncidentServiceGrpc.getWatchMethod(), this::watch)
        .unary(IncidentServiceGrpc.getAcknowledgeMethod(), handling::acknowledge)
        .unary(IncidentServiceGrpc.getResolveMethod(), handling::resolve)
        .unary(IncidentServiceGrpc.getReportMethod(), handling::report)
        .build();
  }

  private ListIncidentsResponse list(RpcCall call, ListIncidentsRequest request) {
    int size = PageSize.of(request.getPageSize());
    String question = "incidents " + request.getFilter();
    IncidentQuery query =
        IncidentFilter.parse(request.getFilter())
            .query(size)
            .startingAfter(
                pages
                    .read(call, question, request.getPageToken())
                    .map(IncidentGrpcService::place)
                    .orElse(null));
    List<Incident> page = parts.incidents().list(query);
    ListIncidentsResponse.Builder response = ListIncidentsResponse.newBuilder();
    page.stream()
        .filter(incident -> IncidentMessages.isVisible(call, incident))
        .map(incident -> IncidentMessages.of(call, incident).toBuilder().clearTimeline())
        .forEach(response::addIncidents);
    if (page.size() == size) {
      response.setNextPageToken(pages.create(call, question, key(page.getLast())));
    }
    return response.build();
  }

  private io.rotakeep.v1.Incident get(RpcCall call, GetIncidentRequest request) {
    return IncidentMessages.of(call, handling.require(call, request.getIncident()));
  }

  private void watch(
      RpcCall call, WatchIncidentsRequest request, Outbound<WatchIncidentsResponse> out) {
    try {
      watch.follow(call, request, out);
    } catch (InterruptedException e) {
      throw new BugException("nobody interrupts a watch", e);
    }
  }

  private static String key(Incident last) {
    return last.opened().toEpochMilli() + " " + last.id();
  }

  private static IncidentQuery.Place place(String key) {
    int blank = key.indexOf(' ');
    return new IncidentQuery.Place(
        Instant.ofEpochMilli(Long.parseLong(key.substring(0, blank))),
        new IncidentId(key.substring(blank + 1)));
  }
}
