package io.rotakeep.simulation;

import io.rotakeep.core.audit.AuditAction;
import io.rotakeep.core.audit.AuditDevice;
import io.rotakeep.core.audit.AuditRecord;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;

/** Remembers which attempts it was told of before they were made. */
final class SimulatedAudit implements AuditDevice {
  private final Set<String> intended = new HashSet<>();

  boolean knows(UUID attempt) {
    return intended.contains(attempt.toString());
  }

  @Override
  public void record(AuditRecord audited) {
    recordDurably(audited);
  }

  @Override
  public void recordDurably(AuditRecord audited) {
    if (audited.action() == AuditAction.ROTATION_INTENDED) {
      intended.add(audited.requestId());
    }
  }
}
