package io.rotakeep.core.connection;

import io.rotakeep.core.incident.Incident;
import io.rotakeep.core.incident.IncidentId;
import io.rotakeep.core.incident.IncidentQuery;
import io.rotakeep.core.incident.IncidentStore;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The incidents of {@link InMemoryStores}. */
final class InMemoryIncidents implements IncidentStore {
  private static final Comparator<Incident> OLDEST_FIRST =
      Comparator.comparing(Incident::opened).thenComparing(incident -> incident.id().value());

  private final InMemoryStores stores;

  InMemoryIncidents(InMemoryStores stores) {
    this.stores = stores;
  }

  static void restore(StoreRows rows, Incident incident) {
    if (revision(rows, incident.id()) < incident.revision()) {
      rows.incidents.put(incident.id(), incident);
    }
  }

  @Override
  public Optional<Incident> find(IncidentId id) {
    return stores.read(rows -> Optional.ofNullable(rows.incidents.get(id)));
  }

  @Override
  public boolean write(Incident incident) {
    return stores.write(
        "incident",
        rows -> {
          if (revision(rows, incident.id()) != incident.revision() - 1) {
            return false;
          }
          rows.incidents.put(incident.id(), incident);
          return true;
        });
  }

  @Override
  public List<Incident> list(IncidentQuery query) {
    return stores.read(
        rows ->
            rows.incidents.values().stream()
                .filter(query::matches)
                .filter(incident -> isAfter(query.after(), incident))
                .sorted(OLDEST_FIRST.reversed())
                .limit(query.limit())
                .toList());
  }

  @Override
  public List<Incident> unresolved() {
    return stores.read(
        rows -> rows.incidents.values().stream().filter(it -> !it.isResolved()).toList());
  }

  private static boolean isAfter(IncidentQuery.@Nullable Place place, Incident incident) {
    if (place == null) {
      return true;
    }
    int time = incident.opened().compareTo(place.opened());
    return time < 0 || (time == 0 && incident.id().value().compareTo(place.id().value()) < 0);
  }

  private static long revision(StoreRows rows, IncidentId id) {
    Incident stored = rows.incidents.get(id);
    return stored == null ? 0 : stored.revision();
  }
}
