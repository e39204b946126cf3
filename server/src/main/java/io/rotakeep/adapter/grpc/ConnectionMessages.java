package io.rotakeep.adapter.grpc;

import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionState;
import io.rotakeep.core.connection.Grant;
import io.rotakeep.core.connection.History;
import io.rotakeep.core.connection.Hold;
import io.rotakeep.core.connection.Holds;
import io.rotakeep.core.connection.StoredAccessToken;
import io.rotakeep.core.incident.Incidents;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.provider.ProviderName;
import io.rotakeep.core.provider.ProviderStore;
import io.rotakeep.core.rotation.KeepAlive;
import io.rotakeep.v1.RefreshOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Connections as messages, holds considered. For one call: it remembers providers it looked up. */
final class ConnectionMessages {
  private final Holds holds;
  private final ProviderStore providers;
  private final Incidents incidents;
  private final Map<ProviderName, Optional<Provider>> known = new HashMap<>();

  ConnectionMessages(Holds holds, ProviderStore providers, Incidents incidents) {
    this.holds = holds;
    this.providers = providers;
    this.incidents = incidents;
  }

  io.rotakeep.v1.Connection of(Connection connection) {
    ConnectionState state = holds.effective(connection);
    io.rotakeep.v1.Connection.Builder message =
        io.rotakeep.v1.Connection.newBuilder()
            .setId(connection.id().value())
            .setProvider(connection.provider().value())
            .setState(ConnectionWords.state(state))
            .setReason(ConnectionWords.reason(state))
            .setGeneration(connection.generation().number())
            .putAllLabels(connection.labels());
    Grant grant = connection.grant();
    if (grant != null) {
      addGrant(message, connection, grant);
    }
    StoredAccessToken token = connection.accessToken();
    if (token != null) {
      message.setExpireTime(Times.timestamp(token.validity().expires()));
    }
    incidents.unresolvedOf(connection.id()).ifPresent(id -> message.setOpenIncident(id.value()));
    addHistory(message, connection);
    return message.build();
  }

  private void addGrant(
      io.rotakeep.v1.Connection.Builder message, Connection connection, Grant grant) {
    message
        .setSubject(grant.key().subject())
        .addAllScopes(grant.scopes())
        .putAllAttributes(grant.attributes());
    if (grant.loginHost() != null) {
      message.setLoginHost(grant.loginHost());
    }
    provider(connection.provider())
        .flatMap(provider -> KeepAlive.latest(connection, provider))
        .filter(_ -> !holds.stopped(connection.id()))
        .ifPresent(latest -> message.setNextRefreshTime(Times.timestamp(latest)));
    Duration idle = idleTtl(connection.provider());
    if (!idle.isZero()) {
      connection
          .lastUsed()
          .ifPresent(used -> message.setIdleExpireTime(Times.timestamp(used.plus(idle))));
    }
  }

  private void addHistory(io.rotakeep.v1.Connection.Builder message, Connection connection) {
    History history = connection.history();
    Instant since = holds.standing(connection.id()).map(Hold::since).orElseGet(history::stateSince);
    message.setCreateTime(Times.timestamp(history.created())).setStateTime(Times.timestamp(since));
    Instant refreshed = history.refreshed();
    if (refreshed != null) {
      message.setRefreshTime(Times.timestamp(refreshed));
    }
    String outcome = history.lastOutcome();
    if (outcome != null) {
      message.setLastOutcome(
          RefreshOutcome.newBuilder()
              .setResult(ConnectionWords.result(outcome))
              .setDetail(outcome.replace('_', ' ')));
    }
  }

  /** Zero for none. */
  private Duration idleTtl(ProviderName name) {
    return provider(name).map(provider -> provider.tokens().idleTtl()).orElse(Duration.ZERO);
  }

  private Optional<Provider> provider(ProviderName name) {
    return known.computeIfAbsent(name, providers::find);
  }
}
