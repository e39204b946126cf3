package io.rotakeep.core.audit;

/** A device without which answers are given all the same. Its failures go to who counts them. */
public final class OptionalDevice implements AuditDevice {
  private final AuditDevice device;

  public OptionalDevice(AuditDevice device) {
    this.device = device;
  }

  @Override
  public void record(AuditRecord audited) {
    try {
      device.record(audited);
    } catch (AuditUnavailableException _) {
      // The device tells of its trouble by itself.
    }
  }

  @Override
  public void recordDurably(AuditRecord audited) {
    try {
      device.recordDurably(audited);
    } catch (AuditUnavailableException _) {
      // The device tells of its trouble by itself.
    }
  }
}
