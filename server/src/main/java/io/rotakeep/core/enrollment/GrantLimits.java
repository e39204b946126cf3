package io.rotakeep.core.enrollment;

import io.rotakeep.core.audit.AuditAction;
import io.rotakeep.core.audit.AuditDevice;
import io.rotakeep.core.audit.AuditOutcome;
import io.rotakeep.core.audit.AuditRecord;
import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.SharedGrants;
import io.rotakeep.core.connection.SharedGrants.Crowd;
import io.rotakeep.core.provider.Provider;
import java.time.InstantSource;

/**
 * Warns when an enrolment has brought a subject to the number of grants that its provider keeps:
 * one more and the oldest goes, which would look like a theft to whoever does not know.
 */
public final class GrantLimits {
  private static final System.Logger LOG = System.getLogger(GrantLimits.class.getName());

  private final SharedGrants grants;
  private final AuditDevice audit;
  private final GrantLimitObserver observer;
  private final InstantSource clock;

  public GrantLimits(
      SharedGrants grants, AuditDevice audit, GrantLimitObserver observer, InstantSource clock) {
    this.grants = grants;
    this.audit = audit;
    this.observer = observer;
    this.clock = clock;
  }

  /** To be called once the connection has its new grant, durably. */
  void warn(Connection enrolled, Provider provider) {
    grants.crowd(provider, enrolled.grant()).ifPresent(crowd -> tell(enrolled, provider, crowd));
  }

  private void tell(Connection enrolled, Provider provider, Crowd crowd) {
    LOG.log(
        System.Logger.Level.WARNING,
        "connection {0}: its user has {1} grants at {2}, which keeps {3}: {4}",
        enrolled.id(),
        crowd.grants(),
        provider.name(),
        crowd.limit(),
        crowd.isBeyond()
            ? "it has probably ended the oldest"
            : "one consent more ends the oldest of them");
    observer.enrolled(provider.name(), crowd.isBeyond() ? "exceeded" : "reached");
    audit.record(
        new AuditRecord(
            clock.instant(),
            AuditAction.GRANT_LIMIT_REACHED,
            AuditOutcome.SUCCEEDED,
            "",
            enrolled.id().value(),
            enrolled.generation().number(),
            "",
            "",
            crowd.isBeyond() ? "EXCEEDED" : "REACHED"));
  }
}
