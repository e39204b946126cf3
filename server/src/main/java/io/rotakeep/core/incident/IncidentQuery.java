package io.rotakeep.core.incident;

import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.provider.ProviderName;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which incidents to list, newest first; every condition that is not null must hold.
 *
 * @param from opened then or later
 * @param before opened before then
 * @param after the page begins after this one; null for the first page
 * @param limit how many at the most
 */
public record IncidentQuery(
    Progress.@Nullable State state,
    @Nullable IncidentKind kind,
    @Nullable Severity severity,
    @Nullable ProviderName provider,
    @Nullable ConnectionId connection,
    @Nullable Instant from,
    @Nullable Instant before,
    @Nullable Place after,
    int limit) {
  public static final int LARGEST_PAGE = 500;

  /** Where an incident stands in the list. */
  public record Place(Instant opened, IncidentId id) {}

  public static IncidentQuery all(int limit) {
    return new IncidentQuery(null, null, null, null, null, null, null, null, limit);
  }

  public IncidentQuery startingAfter(Incident last) {
    return startingAfter(new Place(last.opened(), last.id()));
  }

  public IncidentQuery startingAfter(@Nullable Place place) {
    return new IncidentQuery(
        state, kind, severity, provider, connection, from, before, place, limit);
  }

  /** Whether the conditions hold, wherever the page begins. */
  public boolean matches(Incident incident) {
    return (state == null || state == incident.progress().state())
        && (kind == null || kind == incident.kind())
        && (severity == null || severity == incident.severity())
        && (provider == null || provider.equals(incident.concerned().provider()))
        && (connection == null || incident.concerns(connection))
        && (from == null || !incident.opened().isBefore(from))
        && (before == null || incident.opened().isBefore(before));
  }
}
