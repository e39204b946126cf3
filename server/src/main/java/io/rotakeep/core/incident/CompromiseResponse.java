package io.rotakeep.core.incident;

import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.ConnectionStore;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.provider.ProviderStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What we do by ourselves once an incident stands: ask whether the newest access token lives, and
 * end the grant upstream where that is switched on. Readers were stopped before the incident was
 * opened, so nothing here is in a hurry. What a crash interrupts is taken up again. Thread-safe.
 */
public final class CompromiseResponse {
  private static final System.Logger LOG = System.getLogger(CompromiseResponse.class.getName());

  private final Incidents incidents;
  private final ConnectionStore connections;
  private final ProviderStore providers;
  private final LivingToken living;
  private final @Nullable GrantEnding upstream;
  private final Executor executor;
  private final Set<IncidentId> underWay = ConcurrentHashMap.newKeySet();

  /**
   * @param upstream null where grants are not ended upstream without a person's word
   */
  public CompromiseResponse(
      Incidents incidents,
      ConnectionStore connections,
      ProviderStore providers,
      LivingToken living,
      @Nullable GrantEnding upstream,
      Executor executor) {
    this.incidents = incidents;
    this.connections = connections;
    this.providers = providers;
    this.living = living;
    this.upstream = upstream;
    this.executor = executor;
  }

  /** Begins what is left to do about this connection's incident; does not wait for it. */
  public void begin(ConnectionId id) {
    incidents.unresolvedOf(id).ifPresent(this::begin);
  }

  /** Takes up what was interrupted; to be called now and then from one thread. */
  public void resume() {
    incidents.unresolved().stream()
        .filter(incident -> !incident.progress().followedUp())
        .forEach(incident -> begin(incident.id()));
  }

  private void begin(IncidentId id) {
    if (underWay.add(id)) {
      executor.execute(() -> respond(id));
    }
  }

  private void respond(IncidentId id) {
    try {
      incidents.find(id).filter(found -> !found.progress().followedUp()).ifPresent(this::lookInto);
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.WARNING, "the follow-up of " + id + " will be repeated", e);
    } finally {
      underWay.remove(id);
    }
  }

  private void lookInto(Incident incident) {
    List<Evidence> found = new ArrayList<>();
    boolean told = false;
    for (Evidence refusal : refusals(incident)) {
      Optional<Connection> connection =
          Optional.ofNullable(refusal.connection()).flatMap(connections::find);
      Optional<Provider> provider = connection.flatMap(row -> providers.find(row.provider()));
      if (connection.isPresent() && provider.isPresent()) {
        found.add(living.ask(connection.get(), provider.get(), refusal.generation()));
        told |= upstream != null && upstream.end(connection.get().id());
      }
    }
    incidents.followUp(
        incident.id(),
        found,
        upstream == null
            ? "asked about the newest access token; upstream revocation is switched off"
            : "asked about the newest access token; upstream revocation "
                + (told ? "confirmed" : "not confirmed"));
  }

  private static List<Evidence> refusals(Incident incident) {
    return incident.story().evidence().stream()
        .filter(
            evidence ->
                evidence.kind() == Evidence.Kind.NEWEST_TOKEN_REFUSED
                    || evidence.kind() == Evidence.Kind.CONCURRENT_USE)
        .filter(
            refusal ->
                incident.story().evidence().stream()
                    .noneMatch(
                        known ->
                            known.tellsOfTheAccessToken()
                                && known.generation().equals(refusal.generation())
                                && refusal.connection() != null
                                && refusal.connection().equals(known.connection())))
        .toList();
  }
}
