package io.rotakeep.core.audit;

import java.util.List;

/**
 * All devices as one: a record counts as written when every device has it. A device that fails
 * keeps none of the others from getting the record.
 */
public final class AuditTrail implements AuditDevice {
  private final List<AuditDevice> devices;

  /**
   * @param devices at least one
   */
  public AuditTrail(List<AuditDevice> devices) {
    if (devices.isEmpty()) {
      throw new IllegalArgumentException("audit: at least one device is needed");
    }
    this.devices = List.copyOf(devices);
  }

  @Override
  public void record(AuditRecord audited) {
    tellAll(audited, AuditDevice::record);
  }

  @Override
  public void recordDurably(AuditRecord audited) {
    tellAll(audited, AuditDevice::recordDurably);
  }

  private interface Telling {
    void tell(AuditDevice device, AuditRecord audited);
  }

  private void tellAll(AuditRecord audited, Telling telling) {
    AuditUnavailableException failure = null;
    for (int i = 0; i < devices.size(); i++) {
      try {
        telling.tell(devices.get(i), audited);
      } catch (AuditUnavailableException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
