package io.rotakeep.adapter.micrometer;

import io.micrometer.core.instrument.Counter;
import io.rotakeep.core.audit.AuditDevice;
import io.rotakeep.core.audit.AuditRecord;
import io.rotakeep.core.audit.AuditUnavailableException;

/** Counts the records that a device did not take, and passes its refusal on. */
final class CountingAuditDevice implements AuditDevice {
  private final AuditDevice device;
  private final Counter failures;

  CountingAuditDevice(AuditDevice device, Counter failures) {
    this.device = device;
    this.failures = failures;
  }

  @Override
  public void record(AuditRecord audited) {
    try {
      device.record(audited);
    } catch (AuditUnavailableException e) {
      failures.increment();
      throw e;
    }
  }

  @Override
  public void recordDurably(AuditRecord audited) {
    try {
      device.recordDurably(audited);
    } catch (AuditUnavailableException e) {
      failures.increment();
      throw e;
    }
  }
}
