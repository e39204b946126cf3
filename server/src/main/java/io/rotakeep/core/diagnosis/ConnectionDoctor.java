package io.rotakeep.core.diagnosis;

import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.ConnectionStore;
import io.rotakeep.core.connection.Grant;
import io.rotakeep.core.connection.Holds;
import io.rotakeep.core.connection.LineageStore;
import io.rotakeep.core.connection.SharedGrants;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.provider.ProviderStore;
import io.rotakeep.core.rotation.RotationEngine;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Gathers the symptoms of one connection; takes no lock, sends and changes nothing. */
public final class ConnectionDoctor {
  private static final int MOST_SIBLINGS = 100;

  private final ConnectionStore connections;
  private final ProviderStore providers;
  private final LineageStore lineage;
  private final Holds holds;
  private final SharedGrants grants;
  private final RotationEngine rotation;
  private final InstantSource clock;

  public ConnectionDoctor(
      ConnectionStore connections,
      ProviderStore providers,
      LineageStore lineage,
      Holds holds,
      RotationEngine rotation,
      InstantSource clock) {
    this.connections = connections;
    this.providers = providers;
    this.lineage = lineage;
    this.holds = holds;
    this.grants = new SharedGrants(connections, lineage, holds);
    this.rotation = rotation;
    this.clock = clock;
  }

  /** Empty if there is no such connection. */
  public Optional<Symptoms> examine(ConnectionId id) {
    return connections.find(id).map(this::symptoms);
  }

  private Symptoms symptoms(Connection row) {
    Provider provider = providers.find(row.provider()).orElse(null);
    Grant grant = row.grant();
    List<ConnectionId> siblings = grant == null ? List.of() : siblings(row.id(), grant);
    // Nobody is known to share a subject that nobody has named; the provider may know better.
    boolean named = grant != null && !grant.key().subject().isEmpty();
    return new Symptoms(
        row,
        holds.standing(row.id()).orElse(null),
        holds.isDurable(row.id()),
        holds.distrusted().isPresent(),
        provider,
        rotation.condition(row, provider),
        named ? siblings : List.of(),
        provider == null ? null : grants.crowd(provider, grant).orElse(null),
        clock.instant());
  }

  private List<ConnectionId> siblings(ConnectionId self, Grant grant) {
    return lineage.siblings(grant.key(), MOST_SIBLINGS).stream()
        .filter(id -> !id.equals(self))
        .toList();
  }
}
