package io.rotakeep.adapter.grpc;

import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.ConnectionStore;
import io.rotakeep.core.connection.Grant;
import io.rotakeep.core.connection.SharedGrants;
import io.rotakeep.core.connection.SharedGrants.Crowd;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.provider.ProviderName;
import io.rotakeep.core.provider.ProviderStore;
import io.rotakeep.v1.GrantLimit;
import java.util.Optional;

/** Says whether a subject has all the grants it can have; empty if it has not. */
final class GrantLimitMessages {
  private final ProviderStore providers;
  private final SharedGrants grants;

  GrantLimitMessages(ProviderStore providers, SharedGrants grants) {
    this.providers = providers;
    this.grants = grants;
  }

  Optional<GrantLimit> of(Connection connection) {
    return providers
        .find(connection.provider())
        .flatMap(provider -> grants.crowd(provider, connection.grant()))
        .map(GrantLimitMessages::of);
  }

  /**
   * What one consent more would come to.
   *
   * @param expected who is to consent; empty if nobody in particular, or who did before
   */
  Optional<GrantLimit> before(
      ConnectionStore store, ConnectionId id, String provider, String expected) {
    Optional<Connection> present = store.find(id);
    String subject =
        present
            .map(Connection::grant)
            .map(Grant::key)
            .map(key -> key.subject())
            .filter(pinned -> !pinned.isEmpty())
            .orElse(expected);
    Optional<Provider> asked =
        providers.find(
            present.map(Connection::provider).orElseGet(() -> new ProviderName(provider)));
    return asked
        .flatMap(found -> grants.crowdWithOneMore(found, subject))
        .map(GrantLimitMessages::of);
  }

  static GrantLimit of(Crowd crowd) {
    return GrantLimit.newBuilder().setGrants(crowd.grants()).setLimit(crowd.limit()).build();
  }
}
