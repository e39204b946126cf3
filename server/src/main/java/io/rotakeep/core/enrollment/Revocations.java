package io.rotakeep.core.enrollment;

import io.rotakeep.core.audit.AuditAction;
import io.rotakeep.core.audit.AuditDevice;
import io.rotakeep.core.audit.AuditOutcome;
import io.rotakeep.core.audit.AuditReason;
import io.rotakeep.core.audit.AuditRecord;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.Hold;
import io.rotakeep.core.connection.HoldStore;
import io.rotakeep.core.connection.Holds;
import io.rotakeep.core.connection.Reason;
import io.rotakeep.core.rotation.AccessTokenCache;
import io.rotakeep.core.rotation.OpenAttempts;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * Ends connections. A hold counts at once and for good, without the connection's lock; the provider
 * is told afterwards with the newest token, again and again until it confirms. Thread-safe.
 */
public final class Revocations {
  private static final System.Logger LOG = System.getLogger(Revocations.class.getName());
  private static final int BATCH = 256;
  private static final int AT_ONCE = 16;

  private final Holds holds;
  private final HoldStore store;
  private final AccessTokenCache cache;
  private final OpenAttempts openAttempts;
  private final UpstreamRevocation upstream;
  private final AuditDevice audit;
  private final InstantSource clock;
  private final Semaphore places = new Semaphore(AT_ONCE);
  private final ConcurrentHashMap<ConnectionId, Instant> retries = new ConcurrentHashMap<>();

  public Revocations(
      Holds holds,
      HoldStore store,
      AccessTokenCache cache,
      OpenAttempts openAttempts,
      UpstreamRevocation upstream,
      AuditDevice audit,
      InstantSource clock) {
    this.holds = holds;
    this.store = store;
    this.cache = cache;
    this.openAttempts = openAttempts;
    this.upstream = upstream;
    this.audit = audit;
    this.clock = clock;
  }

  /**
   * Stops the connection for good; on return nobody is served any more and the hold is durable. One
   * that is revoked already stays as it is.
   */
  public Hold.RevokedHold revoke(ConnectionId id, Order order) {
    Optional<Hold> standing = holds.standing(id);
    if (standing.isPresent()
        && standing.get() instanceof Hold.RevokedHold revoked
        && holds.isDurable(id)) {
      return (Hold.RevokedHold) holds.assured(revoked);
    }
    Instant now = clock.instant();
    audit.recordDurably(
        new AuditRecord(
            now,
            AuditAction.CONNECTION_REVOKED,
            AuditOutcome.BEGUN,
            order.caller(),
            id.value(),
            0,
            "",
            order.requestId(),
            new AuditReason(Reason.OPERATOR.name(), order.comment())));
    try {
      return (Hold.RevokedHold)
          holds.place(id, epoch -> new Hold.RevokedHold(id, epoch, now, Reason.OPERATOR, false));
    } finally {
      // Even a hold that the disk did not take stops service, and watchers hear of it.
      cache.withdraw(id);
    }
  }

  /**
   * Tells the provider now; true once it has confirmed or has nothing to confirm. Blocks. A store
   * that may be a copy tells nobody before it is trusted: by its old token the provider could end
   * what the other copy has.
   */
  public boolean confirm(Hold.RevokedHold hold) {
    if (hold.confirmedUpstream()) {
      return true;
    }
    if (holds.distrusted().isPresent()) {
      return false;
    }
    // The answer of a flight that could not be stored holds the token that has to die.
    openAttempts.settle(hold.connection());
    boolean confirmed = upstream.revoke(hold.connection(), () -> stands(hold));
    if (confirmed) {
      retries.remove(hold.connection());
      holds.confirm(hold);
    } else {
      retries.put(hold.connection(), clock.instant().plus(RetryPause.AFTER_FAILURE));
    }
    return confirmed;
  }

  private boolean stands(Hold.RevokedHold hold) {
    return holds
        .standing(hold.connection())
        .filter(found -> found.epoch() == hold.epoch())
        .isPresent();
  }

  /**
   * Takes up what the provider has not confirmed yet. To be called every few seconds from one
   * thread; a failure waits before it is tried again.
   */
  public void resume() {
    if (holds.distrusted().isPresent()) {
      return;
    }
    Instant now = clock.instant();
    for (ConnectionId id : store.unconfirmed(BATCH)) {
      if (now.isBefore(retries.getOrDefault(id, Instant.MIN)) || !places.tryAcquire()) {
        continue;
      }
      Thread.ofVirtual().name("revoke " + id).start(() -> confirmInBackground(id));
    }
  }

  private void confirmInBackground(ConnectionId id) {
    try {
      if (holds.standing(id).orElse(null) instanceof Hold.RevokedHold hold) {
        confirm(hold);
      }
    } catch (RuntimeException e) {
      retries.put(id, clock.instant().plus(RetryPause.AFTER_FAILURE));
      LOG.log(System.Logger.Level.WARNING, "connection " + id + " is not yet revoked upstream", e);
    } finally {
      places.release();
    }
  }
}
