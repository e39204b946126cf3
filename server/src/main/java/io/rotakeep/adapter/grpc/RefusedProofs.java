package io.rotakeep.adapter.grpc;

import io.rotakeep.core.audit.AuditAction;
import io.rotakeep.core.audit.AuditDevice;
import io.rotakeep.core.audit.AuditOutcome;
import io.rotakeep.core.audit.AuditRecord;
import io.rotakeep.core.audit.AuditUnavailableException;
import io.rotakeep.core.bearer.TokenFault;
import java.time.InstantSource;

/**
 * Tells log and audit why a token did not count; its caller is not told. Ten in a second at the
 * most, since who shows them is nobody yet and must not fill our disk; the others are counted.
 * Thread-safe.
 */
final class RefusedProofs {
  static final int PER_SECOND = 10;

  private static final System.Logger LOG = System.getLogger(RefusedProofs.class.getName());

  private final AuditDevice audit;
  private final InstantSource clock;
  private long second;
  private int told;
  private long untold;

  RefusedProofs(AuditDevice audit, InstantSource clock) {
    this.audit = audit;
    this.clock = clock;
  }

  void tell(TokenFault fault, String requestId) {
    long passedOver = passedOver();
    if (passedOver < 0) {
      return;
    }
    LOG.log(
        System.Logger.Level.WARNING,
        "a call was refused, since its bearer token does not count: {0}{1}",
        fault,
        passedOver == 0 ? "" : "; and " + passedOver + " more before, in neither log nor audit");
    try {
      audit.record(
          new AuditRecord(
              clock.instant(),
              AuditAction.CALLER_REFUSED,
              AuditOutcome.REFUSED,
              "",
              "",
              0,
              "",
              requestId,
              "TOKEN_" + fault.name()));
    } catch (AuditUnavailableException e) {
      LOG.log(System.Logger.Level.WARNING, "a refusal is in no audit: {0}", e.getMessage());
    }
  }

  /** How many were passed over before this one; -1 if it is to be passed over too. */
  private synchronized long passedOver() {
    long now = clock.instant().getEpochSecond();
    if (now != second) {
      second = now;
      told = 0;
    }
    if (told == PER_SECOND) {
      untold++;
      return -1;
    }
    told++;
    long before = untold;
    untold = 0;
    return before;
  }
}
