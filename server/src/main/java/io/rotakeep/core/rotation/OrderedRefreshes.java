package io.rotakeep.core.rotation;

import io.rotakeep.core.audit.AuditAction;
import io.rotakeep.core.audit.AuditDevice;
import io.rotakeep.core.audit.AuditOutcome;
import io.rotakeep.core.audit.AuditRecord;
import io.rotakeep.core.connection.ConnectionId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Refreshes that somebody ordered. Who did is in the audit, durably, before anything is asked.
 * Thread-safe.
 */
public final class OrderedRefreshes {
  private final RotationFlights flights;
  private final AuditDevice audit;
  private final InstantSource clock;

  public OrderedRefreshes(RotationFlights flights, AuditDevice audit, InstantSource clock) {
    this.flights = flights;
    this.audit = audit;
    this.clock = clock;
  }

  /** Who ordered it: the caller's name, and the request to find it by. */
  public record By(String caller, String requestId) {}

  /**
   * @param acceptRisk whether a generation in doubt may be presented although siblings are at risk
   */
  public RotationOutcome one(ConnectionId id, boolean acceptRisk, By order, Duration patience) {
    tell(id, acceptRisk ? "RISK_ACCEPTED" : "", order);
    return flights.join(id, new RotationTrigger.Requested(acceptRisk), patience);
  }

  /**
   * @param since when the run began: what was refreshed since is left alone
   */
  public RotationOutcome ofMany(ConnectionId id, Instant since, By order, Duration patience) {
    tell(id, "ONE_OF_MANY", order);
    return flights.join(id, new RotationTrigger.RequestedOfMany(since), patience);
  }

  private void tell(ConnectionId id, String reason, By order) {
    audit.recordDurably(
        new AuditRecord(
            clock.instant(),
            AuditAction.REFRESH_REQUESTED,
            AuditOutcome.BEGUN,
            order.caller(),
            id.value(),
            0,
            "",
            order.requestId(),
            reason));
  }
}
