package io.rotakeep.core.enrollment;

import io.rotakeep.core.audit.AuditAction;
import io.rotakeep.core.audit.AuditDevice;
import io.rotakeep.core.audit.AuditOutcome;
import io.rotakeep.core.audit.AuditRecord;
import io.rotakeep.core.provider.ProviderStore;
import java.time.InstantSource;

/** What is told of an enrolment that ended, also of one that a crash or a fault interrupted. */
final class EnrollmentTrail {
  private final ProviderStore providers;
  private final GrantLimits limits;
  private final AuditDevice audit;
  private final InstantSource clock;

  EnrollmentTrail(
      ProviderStore providers, GrantLimits limits, AuditDevice audit, InstantSource clock) {
    this.providers = providers;
    this.limits = limits;
    this.audit = audit;
    this.clock = clock;
  }

  /**
   * Durable on return.
   *
   * @param connection its id; empty if nobody knows which it was
   */
  EnrollmentResult told(String connection, EnrollmentResult result) {
    AuditAction action =
        switch (result) {
          case EnrollmentResult.Completed _ -> AuditAction.ENROLLMENT_COMPLETED;
          case EnrollmentResult.ConfirmationDue _ -> AuditAction.ENROLLMENT_COMPLETED;
          case EnrollmentResult.Refused _ -> AuditAction.ENROLLMENT_REFUSED;
        };
    AuditOutcome outcome =
        switch (result) {
          case EnrollmentResult.Completed _ -> AuditOutcome.SUCCEEDED;
          case EnrollmentResult.ConfirmationDue _ -> AuditOutcome.BEGUN;
          case EnrollmentResult.Refused _ -> AuditOutcome.REFUSED;
        };
    String reason = result instanceof EnrollmentResult.Refused(var cause, _, _) ? cause.name() : "";
    audit.recordDurably(
        new AuditRecord(clock.instant(), action, outcome, "", connection, 0, "", "", reason));
    if (result instanceof EnrollmentResult.Completed(var enrolled, _)) {
      providers.find(enrolled.provider()).ifPresent(provider -> limits.warn(enrolled, provider));
    }
    return result;
  }
}
