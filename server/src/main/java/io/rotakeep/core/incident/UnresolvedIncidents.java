package io.rotakeep.core.incident;

import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.provider.ProviderName;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The incidents that are not resolved, in memory, and by connection. Written from one thread at a
 * time; reading takes no lock.
 */
final class UnresolvedIncidents {
  private final Map<IncidentId, Incident> incidents = new ConcurrentHashMap<>();
  private final Map<ConnectionId, List<IncidentId>> byConnection = new ConcurrentHashMap<>();

  /** Takes the incident's newest form, or forgets one that is resolved. */
  void put(Incident incident) {
    if (incident.isResolved()) {
      incidents.remove(incident.id());
      incident.concerned().connections().forEach(id -> forget(id, incident.id()));
      return;
    }
    incidents.put(incident.id(), incident);
    incident.concerned().connections().forEach(id -> remember(id, incident.id()));
  }

  boolean holds(IncidentId id) {
    return incidents.containsKey(id);
  }

  List<Incident> all() {
    return List.copyOf(incidents.values());
  }

  List<Incident> allOf(ConnectionId id) {
    return byConnection.getOrDefault(id, List.of()).stream()
        .map(incidents::get)
        .filter(Objects::nonNull)
        .toList();
  }

  /** As last told: the store may have a newer form, which the journal refused. */
  Optional<Incident> of(IncidentKind kind, @Nullable ProviderName provider) {
    return incidents.values().stream()
        .filter(incident -> incident.kind() == kind)
        .filter(incident -> Objects.equals(incident.concerned().provider(), provider))
        .findFirst();
  }

  /** The newest about this connection. */
  Optional<IncidentId> of(ConnectionId id) {
    return allOf(id).stream().max(Comparator.comparing(Incident::opened)).map(Incident::id);
  }

  private void remember(ConnectionId connection, IncidentId incident) {
    byConnection.merge(
        connection,
        List.of(incident),
        (present, one) ->
            present.contains(incident)
                ? present
                : Stream.concat(present.stream(), one.stream()).toList());
  }

  private void forget(ConnectionId connection, IncidentId incident) {
    byConnection.computeIfPresent(
        connection,
        (_, present) -> {
          List<IncidentId> left = present.stream().filter(id -> !id.equals(incident)).toList();
          return left.isEmpty() ? null : left;
        });
  }
}
