package io.rotakeep.core.audit;

/** A device that has brought the record of a token to its disk before the token leaves. */
public final class DurableReads implements AuditDevice {
  private final AuditDevice device;

  public DurableReads(AuditDevice device) {
    this.device = device;
  }

  @Override
  public void record(AuditRecord audited) {
    switch (audited.action()) {
      case ACCESS_TOKEN_READ, ACCESS_TOKEN_WATCHED -> device.recordDurably(audited);
      default -> device.record(audited);
    }
  }

  @Override
  public void recordDurably(AuditRecord audited) {
    device.recordDurably(audited);
  }
}
