package io.rotakeep.core.enrollment;

import io.rotakeep.core.audit.AuditAction;
import io.rotakeep.core.audit.AuditDevice;
import io.rotakeep.core.audit.AuditOutcome;
import io.rotakeep.core.audit.AuditRecord;
import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.ConnectionLock;
import io.rotakeep.core.connection.ConnectionLocks;
import io.rotakeep.core.connection.ConnectionSecrets;
import io.rotakeep.core.connection.ConnectionState;
import io.rotakeep.core.connection.ConnectionStore;
import io.rotakeep.core.connection.Grant;
import io.rotakeep.core.connection.Reason;
import io.rotakeep.core.oauth.ClientCredentialSource;
import io.rotakeep.core.oauth.RevocationEndpoint;
import io.rotakeep.core.oauth.RevocationEndpoint.RevocationOutcome;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.provider.ProviderStore;
import io.rotakeep.core.secret.SecretBytes;
import java.net.URI;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Has the provider end a grant (RFC 7009), under the connection's lock: so a flight that was under
 * way has landed, and the token it brought is the one that is revoked.
 */
public final class UpstreamRevocation {
  private final ConnectionStore connections;
  private final ProviderStore providers;
  private final ConnectionLocks locks;
  private final ConnectionSecrets secrets;
  private final RevocationQuestion asking;
  private final RevocationObserver observer;
  private final AuditDevice audit;
  private final InstantSource clock;

  public UpstreamRevocation(
      ConnectionStore connections,
      ProviderStore providers,
      ConnectionLocks locks,
      ConnectionSecrets secrets,
      ClientCredentialSource credentials,
      RevocationEndpoint endpoint,
      RevocationObserver observer,
      AuditDevice audit,
      InstantSource clock) {
    this.connections = connections;
    this.providers = providers;
    this.locks = locks;
    this.secrets = secrets;
    this.asking = new RevocationQuestion(endpoint, credentials);
    this.observer = observer;
    this.audit = audit;
    this.clock = clock;
  }

  /**
   * True once the grant is gone, or there was nothing to end; then its tokens are wiped here.
   *
   * @param stands asked under the lock: a consent that came meanwhile has lifted the hold, and its
   *     grant is not the one to end
   */
  public boolean revoke(ConnectionId id, BooleanSupplier stands) {
    return locks.whileHolding(
        id,
        lock -> {
          Optional<Connection> found = connections.find(id);
          Connection connection = found.orElse(null);
          Grant grant = connection == null ? null : connection.grant();
          if (connection == null || grant == null || !stands.getAsBoolean()) {
            return true;
          }
          boolean gone = tell(connection, grant);
          if (gone) {
            wipe(lock, connection);
          }
          return gone;
        });
  }

  private boolean tell(Connection connection, Grant grant) {
    Optional<Provider> provider = providers.find(connection.provider());
    URI address = provider.map(p -> p.endpoints().at(grant.loginHost()).revocation()).orElse(null);
    if (grant.refreshToken() == null || address == null) {
      observer.revoked(connection.provider(), "not_possible");
      return true;
    }
    try (SecretBytes token = secrets.refreshToken(connection)) {
      return judged(connection, asking.ask(provider.get(), address, token));
    }
  }

  private boolean judged(Connection connection, RevocationOutcome outcome) {
    return switch (outcome) {
      case RevocationOutcome.Gone _ -> told(connection, "confirmed", AuditOutcome.SUCCEEDED, true);
      case RevocationOutcome.Refused _ -> told(connection, "refused", AuditOutcome.FAILED, true);
      case RevocationOutcome.Unconfirmed _, RevocationOutcome.ClientRefused _ ->
          told(connection, "unconfirmed", AuditOutcome.IN_DOUBT, false);
    };
  }

  private boolean told(Connection connection, String word, AuditOutcome outcome, boolean ended) {
    observer.revoked(connection.provider(), word);
    audit.record(
        new AuditRecord(
            clock.instant(),
            AuditAction.GRANT_REVOKED_UPSTREAM,
            outcome,
            "",
            connection.id().value(),
            connection.generation().number(),
            "",
            "",
            ""));
    return ended;
  }

  private void wipe(ConnectionLock lock, Connection connection) {
    Grant grant = connection.grant();
    if (grant == null) {
      return;
    }
    Connection revoked =
        connection
            .withState(new ConnectionState.Revoked(Reason.OPERATOR), clock.instant())
            .withTokens(grant.withRefreshToken(null, grant.fingerprint()), null)
            .nextRevision();
    if (!connections.replace(lock, connection, revoked)) {
      throw new StaleRowException(connection.id());
    }
  }
}
