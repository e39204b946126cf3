package io.rotakeep.adapter.grpc;

import io.rotakeep.core.incident.Incident;
import io.rotakeep.core.incident.IncidentFeed;
import io.rotakeep.core.incident.IncidentId;
import io.rotakeep.core.incident.Incidents;
import io.rotakeep.v1.WatchIncidentsRequest;
import io.rotakeep.v1.WatchIncidentsResponse;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Follows incidents: what stands now, then each change, until the receiver is gone. */
final class IncidentWatch {
  /** How often it is looked whether somebody still listens, and still may. */
  private static final Duration GLANCE = Duration.ofMillis(500);

  private final Incidents incidents;
  private final String epoch;

  /**
   * @param epoch tells this process's cursors from an earlier one's
   */
  IncidentWatch(Incidents incidents, String epoch) {
    this.incidents = incidents;
    this.epoch = epoch;
  }

  void follow(RpcCall call, WatchIncidentsRequest request, Outbound<WatchIncidentsResponse> out)
      throws InterruptedException {
    IncidentFilter filter = IncidentFilter.parse(request.getFilter());
    long position = resumed(request.getCursor()).orElse(-1L);
    if (position < 0) {
      position = tellAll(call, filter, out);
    } else {
      send(out, null, position);
    }
    while (out.isOpen()) {
      call.admit();
      Optional<IncidentFeed.Changes> changes = incidents.feed().since(position, GLANCE);
      if (changes.isEmpty()) {
        position = tellAll(call, filter, out);
        continue;
      }
      for (IncidentId id : changes.get().ids()) {
        // Until the last has been sent, a broken watch has to be told all of them again.
        tell(call, filter, out, id, position);
      }
      position = changes.get().next();
    }
  }

  private long tellAll(RpcCall call, IncidentFilter filter, Outbound<WatchIncidentsResponse> out) {
    long position = incidents.feed().position();
    List<Incident> standing =
        incidents.unresolved().stream().sorted(Comparator.comparing(Incident::opened)).toList();
    for (Incident incident : standing) {
      if (filter.matches(incident) && IncidentMessages.isVisible(call, incident)) {
        send(out, IncidentMessages.of(call, incident), position);
      }
    }
    send(out, null, position);
    return position;
  }

  private void tell(
      RpcCall call,
      IncidentFilter filter,
      Outbound<WatchIncidentsResponse> out,
      IncidentId id,
      long position) {
    incidents
        .find(id)
        .filter(filter::matches)
        .filter(incident -> IncidentMessages.isVisible(call, incident))
        .ifPresent(incident -> send(out, IncidentMessages.of(call, incident), position));
  }

  private void send(
      Outbound<WatchIncidentsResponse> out,
      io.rotakeep.v1.@Nullable Incident incident,
      long position) {
    WatchIncidentsResponse.Builder message =
        WatchIncidentsResponse.newBuilder().setCursor(epoch + ":" + position);
    if (incident != null) {
      message.setIncident(incident);
    }
    var _ = out.send(message.build());
  }

  private Optional<Long> resumed(String cursor) {
    int colon = cursor.indexOf(':');
    if (colon < 0 || !cursor.substring(0, colon).equals(epoch)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Long.parseLong(cursor.substring(colon + 1)));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
