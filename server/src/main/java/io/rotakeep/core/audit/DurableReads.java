package io.rotakeep.core.audit;

/** A device that has brought the record of a token to its disk before the token leaves. */
public final class DurableReads implements AuditDevice {
  private final AuditDevice device;

  public DurableReads(AuditDevice device) {
    this.device = device;
  }

  @Override
  public void record(AuditRecord audited) {
    // No token leaves with a refusal, and a flood of them must not become one of forced writes.
    if (audited.outcome() == AuditOutcome.SUCCEEDED && isOfAToken(audited.action())) {
      device.recordDurably(audited);
    } else {
      device.record(audited);
    }
  }

  @Override
  public void recordDurably(AuditRecord audited) {
    device.recordDurably(audited);
  }

  private static boolean isOfAToken(AuditAction action) {
    return action == AuditAction.ACCESS_TOKEN_READ || action == AuditAction.ACCESS_TOKEN_WATCHED;
  }
}
