package io.rotakeep.core.enrollment;

import io.rotakeep.core.audit.AuditAction;
import io.rotakeep.core.audit.AuditDevice;
import io.rotakeep.core.audit.AuditOutcome;
import io.rotakeep.core.audit.AuditReason;
import io.rotakeep.core.audit.AuditRecord;
import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.ConnectionSecrets;
import io.rotakeep.core.connection.ConnectionState;
import io.rotakeep.core.connection.ConnectionStore;
import io.rotakeep.core.connection.Grant;
import io.rotakeep.core.connection.Hold;
import io.rotakeep.core.connection.Holds;
import io.rotakeep.core.connection.Reason;
import io.rotakeep.core.connection.StoreUnavailableException;
import io.rotakeep.core.crypto.IntegrityException;
import io.rotakeep.core.rotation.AccessTokenCache;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Holds connections on a person's word, and lets them go on a person's word. Holding never waits
 * for the connection's lock, nor does letting go in a trusted store: a flight under way lands into
 * the store, and whether its token is handed out is for the hold to say that stands then.
 * Thread-safe.
 */
public final class Quarantines {
  private final ConnectionStore connections;
  private final Holds holds;
  private final ConnectionSecrets secrets;
  private final StaleTokens stale;
  private final AccessTokenCache cache;
  private final AuditDevice audit;
  private final InstantSource clock;

  public Quarantines(
      ConnectionStore connections,
      Holds holds,
      ConnectionSecrets secrets,
      StaleTokens stale,
      AccessTokenCache cache,
      AuditDevice audit,
      InstantSource clock) {
    this.connections = connections;
    this.holds = holds;
    this.secrets = secrets;
    this.stale = stale;
    this.cache = cache;
    this.audit = audit;
    this.clock = clock;
  }

  /** What came of it. */
  public sealed interface Result {
    /** It is as it was asked to be. */
    record Done() implements Result {}

    record NotFound() implements Result {}

    /** The connection is in a state in which the order has no meaning. */
    record WrongState(ConnectionState state) implements Result {}

    /** A record of the connection does not authenticate. */
    record Damaged() implements Result {}
  }

  /**
   * On return nobody is served any more and the hold is durable; doing it again changes nothing.
   */
  public Result quarantine(ConnectionId id, Order order) {
    if (isSurelyMissing(id)) {
      return new Result.NotFound();
    }
    if (holds.standing(id).orElse(null) instanceof Hold.RevokedHold revoked) {
      return new Result.WrongState(new ConnectionState.Revoked(revoked.reason()));
    }
    tell(AuditAction.CONNECTION_QUARANTINED, id, order, Reason.OPERATOR.name());
    try {
      return holds.quarantine(id, Reason.OPERATOR, clock.instant())
              instanceof Hold.RevokedHold revoked
          ? new Result.WrongState(new ConnectionState.Revoked(revoked.reason()))
          : new Result.Done();
    } finally {
      // Even a hold that the disk did not take stops service, and watchers hear of it.
      cache.withdraw(id);
    }
  }

  /** Not while nobody can look, or can read the row: service has to stop all the same. */
  private boolean isSurelyMissing(ConnectionId id) {
    try {
      return connections.find(id).isEmpty();
    } catch (StoreUnavailableException | IntegrityException e) {
      return false;
    }
  }

  /**
   * Lets just the quarantine go that stands now, never one that comes meanwhile. While the whole
   * store is distrusted this releases the connection from that, too; a refresh token from before is
   * then not presented again where a second use is punished.
   *
   * @param acceptRisk whether the person vouches for it that no other copy of the store has used
   *     the token: then it may be presented; means nothing while the store is trusted
   */
  public Result reinstate(ConnectionId id, Order order, boolean acceptRisk) {
    Optional<Connection> found = connections.find(id);
    if (found.isEmpty()) {
      return new Result.NotFound();
    }
    return holds.standing(id).orElse(null) instanceof Hold.QuarantinedHold hold
        ? letGo(found.get(), hold, order, acceptRisk)
        : new Result.WrongState(holds.effective(found.get()));
  }

  private Result letGo(
      Connection connection, Hold.QuarantinedHold hold, Order order, boolean acceptRisk) {
    if (hold.reason() == Reason.INTEGRITY || !isAuthentic(connection)) {
      return new Result.Damaged();
    }
    boolean distrusted = holds.distrusted().isPresent();
    String word = hold.reason().name() + (distrusted && acceptRisk ? "_RISK_ACCEPTED" : "");
    tell(AuditAction.CONNECTION_REINSTATED, hold.connection(), order, word);
    if (distrusted && !acceptRisk && !cameSince(connection)) {
      // Before the hold goes: a crash in between leaves the connection held.
      stale.retire(hold.connection());
    }
    boolean lifted = holds.lift(hold, clock.instant());
    cache.withdraw(hold.connection());
    return lifted ? new Result.Done() : new Result.WrongState(holds.effective(connection));
  }

  /** Whether the token came to this copy of the store: then no other has it. */
  private boolean cameSince(Connection connection) {
    return holds.isReleased(connection.id())
        && holds
            .distrusted()
            .filter(since -> connection.history().broughtATokenWithin(since, clock.instant()))
            .isPresent();
  }

  /** Whether everything that would be used again is as we wrote it. */
  private boolean isAuthentic(Connection connection) {
    Grant grant = connection.grant();
    try {
      if (grant != null && grant.refreshToken() != null) {
        secrets.refreshToken(connection).close();
      }
      if (connection.accessToken() != null) {
        secrets.accessToken(connection).token().close();
      }
      return true;
    } catch (IntegrityException e) {
      return false;
    }
  }

  /** Durable before anything happens: what nobody would know of is not done. */
  private void tell(AuditAction action, ConnectionId id, Order order, String word) {
    audit.recordDurably(
        new AuditRecord(
            clock.instant(),
            action,
            AuditOutcome.BEGUN,
            order.caller(),
            id.value(),
            0,
            "",
            order.requestId(),
            new AuditReason(word, order.comment())));
  }
}
