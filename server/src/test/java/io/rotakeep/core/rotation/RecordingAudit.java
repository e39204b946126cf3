package io.rotakeep.core.rotation;

import io.rotakeep.core.audit.AuditAction;
import io.rotakeep.core.audit.AuditDevice;
import io.rotakeep.core.audit.AuditRecord;
import io.rotakeep.core.audit.AuditUnavailableException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** An {@link AuditDevice} that remembers its records and can refuse those of some actions. */
public final class RecordingAudit implements AuditDevice {
  private final List<AuditRecord> records = new CopyOnWriteArrayList<>();
  private final Set<AuditAction> refused = ConcurrentHashMap.newKeySet();

  public void refuse(AuditAction action) {
    refused.add(action);
  }

  public void acceptAll() {
    refused.clear();
  }

  public List<AuditRecord> records() {
    return List.copyOf(records);
  }

  public List<AuditRecord> records(AuditAction action) {
    return records.stream().filter(audited -> audited.action() == action).toList();
  }

  @Override
  public void record(AuditRecord audited) {
    if (refused.contains(audited.action())) {
      throw new AuditUnavailableException("the audit takes no " + audited.action());
    }
    records.add(audited);
  }

  @Override
  public void recordDurably(AuditRecord audited) {
    record(audited);
  }
}
