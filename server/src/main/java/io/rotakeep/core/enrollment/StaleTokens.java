package io.rotakeep.core.enrollment;

import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.ConnectionLocks;
import io.rotakeep.core.connection.ConnectionSecrets;
import io.rotakeep.core.connection.ConnectionState;
import io.rotakeep.core.connection.ConnectionStore;
import io.rotakeep.core.connection.Grant;
import io.rotakeep.core.connection.Reason;
import io.rotakeep.core.provider.ProviderStore;
import io.rotakeep.core.rotation.OpenAttempts;
import io.rotakeep.core.verdict.Presentation;
import java.time.InstantSource;

/**
 * Refresh tokens that another copy of this store may have spent. Nobody here can know, and where a
 * second use is punished, finding out would cost the other copy its grant. Thread-safe.
 */
public final class StaleTokens {
  private static final ConnectionState STALE =
      new ConnectionState.ReauthorizationRequired(Reason.STALE_STORE);

  private final ConnectionStore connections;
  private final ProviderStore providers;
  private final ConnectionLocks locks;
  private final OpenAttempts openAttempts;
  private final ConnectionSecrets secrets;
  private final InstantSource clock;

  public StaleTokens(
      ConnectionStore connections,
      ProviderStore providers,
      ConnectionLocks locks,
      OpenAttempts openAttempts,
      ConnectionSecrets secrets,
      InstantSource clock) {
    this.connections = connections;
    this.providers = providers;
    this.locks = locks;
    this.openAttempts = openAttempts;
    this.secrets = secrets;
    this.clock = clock;
  }

  /** Whether this row, by itself, would have its refresh token presented some time. */
  static boolean wouldBePresented(Connection row) {
    Grant grant = row.grant();
    boolean used =
        switch (row.state()) {
          case ConnectionState.Active _, ConnectionState.InDoubt _ -> true;
          case ConnectionState.PendingAuthorization _,
              ConnectionState.ReauthorizationRequired _,
              ConnectionState.Quarantined _,
              ConnectionState.Revoked _ ->
              false;
        };
    return used && grant != null && grant.refreshToken() != null;
  }

  /**
   * Lets the connection's token never be presented again, durably, unless its class makes that
   * harmless: from then on it waits for a new consent.
   */
  void retire(ConnectionId id) {
    // A kept answer that could not be settled yet belongs to the row as it is; afterwards it would
    // be dropped with the newest token in it.
    openAttempts.settle(id);
    locks.<Boolean>whileHolding(
        id,
        lock ->
            connections
                .find(id)
                .filter(row -> wouldBePresented(row) && !isHarmless(row))
                .map(
                    row -> {
                      Connection after = secrets.moveTo(row, STALE, clock.instant()).nextRevision();
                      if (!connections.replace(lock, row, after)) {
                        throw new StaleRowException(id);
                      }
                      return true;
                    })
                .orElse(false));
  }

  private boolean isHarmless(Connection row) {
    return providers
        .find(row.provider())
        .filter(provider -> Presentation.harmlessIfStale(provider.tokens().rotation()))
        .isPresent();
  }
}
