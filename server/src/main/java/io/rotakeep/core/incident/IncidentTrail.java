package io.rotakeep.core.incident;

import io.rotakeep.core.audit.AuditAction;
import io.rotakeep.core.audit.AuditDevice;
import io.rotakeep.core.audit.AuditOutcome;
import io.rotakeep.core.audit.AuditReason;
import io.rotakeep.core.audit.AuditRecord;
import io.rotakeep.core.connection.ConnectionId;
import java.time.InstantSource;
import java.util.List;

/** What the audit is told of incidents. */
final class IncidentTrail {
  private final AuditDevice audit;
  private final InstantSource clock;

  IncidentTrail(AuditDevice audit, InstantSource clock) {
    this.audit = audit;
    this.clock = clock;
  }

  /** Durable before anything happens: what nobody would know of is not done. */
  void tell(AuditAction action, Incident incident, Deed deed) {
    List<ConnectionId> connections = incident.concerned().connections();
    audit.recordDurably(
        new AuditRecord(
            clock.instant(),
            action,
            AuditOutcome.BEGUN,
            deed.actor(),
            connections.size() == 1 ? connections.getFirst().value() : "",
            0,
            "",
            deed.requestId().isEmpty() ? incident.id().value() : deed.requestId(),
            new AuditReason(incident.kind().name(), shortened(deed.comment()))));
  }

  /** The whole comment stands in the timeline; an audit takes 500 bytes. */
  private static String shortened(String comment) {
    return comment.length() <= 120 ? comment : comment.substring(0, 120);
  }
}
