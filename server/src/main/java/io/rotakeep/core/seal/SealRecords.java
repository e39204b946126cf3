package io.rotakeep.core.seal;

import io.rotakeep.core.audit.AuditAction;
import io.rotakeep.core.audit.AuditDevice;
import io.rotakeep.core.audit.AuditOutcome;
import io.rotakeep.core.audit.AuditRecord;
import io.rotakeep.core.audit.AuditUnavailableException;
import java.time.InstantSource;

/**
 * Tells the audit what becomes of the seal. Before an act a record can hinder it; behind one it
 * cannot, since who then heard of a failure would believe that nothing was done. Thread-safe.
 */
final class SealRecords {
  private static final System.Logger LOG = System.getLogger(SealRecords.class.getName());

  private final AuditDevice audit;
  private final InstantSource clock;

  SealRecords(AuditDevice audit, InstantSource clock) {
    this.audit = audit;
    this.clock = clock;
  }

  /**
   * Durable on return.
   *
   * @throws AuditUnavailableException if it is not known to be; then the act is not done
   */
  void before(Operator operator, AuditAction action, AuditOutcome outcome) {
    audit.recordDurably(record(operator, action, outcome));
  }

  /** Of an act that waits for nothing: what the audit does not take is in the log. */
  void atOnce(Operator operator, AuditAction action, AuditOutcome outcome) {
    try {
      audit.record(record(operator, action, outcome));
    } catch (AuditUnavailableException e) {
      untold(operator, action, outcome, e);
    }
  }

  /** Of an act that was done, durably if it can be; what the audit does not take is in the log. */
  void behind(Operator operator, AuditAction action, AuditOutcome outcome) {
    try {
      audit.recordDurably(record(operator, action, outcome));
    } catch (AuditUnavailableException e) {
      untold(operator, action, outcome, e);
    }
  }

  private AuditRecord record(Operator operator, AuditAction action, AuditOutcome outcome) {
    return new AuditRecord(
        clock.instant(), action, outcome, operator.caller(), "", 0, "", operator.requestId(), "");
  }

  private static void untold(
      Operator operator, AuditAction action, AuditOutcome outcome, AuditUnavailableException e) {
    LOG.log(
        System.Logger.Level.ERROR,
        "{0} {1} by {2}, request {3}, is in no audit: {4}",
        action,
        outcome,
        operator.caller(),
        operator.requestId(),
        e.getMessage());
  }
}
