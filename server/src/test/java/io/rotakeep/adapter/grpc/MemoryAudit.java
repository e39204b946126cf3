package io.rotakeep.adapter.grpc;

import io.rotakeep.core.audit.AuditDevice;
import io.rotakeep.core.audit.AuditRecord;
import io.rotakeep.core.audit.AuditUnavailableException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers records, and refuses them while it is told to. */
final class MemoryAudit implements AuditDevice {
  private final List<AuditRecord> records = new CopyOnWriteArrayList<>();
  private final List<String> threads = new CopyOnWriteArrayList<>();
  private volatile boolean broken;
  private volatile boolean breakingOff;

  List<AuditRecord> records() {
    return records;
  }

  /** Who wrote each record. */
  List<String> threads() {
    return threads;
  }

  void broken(boolean now) {
    broken = now;
  }

  /** With what is no exception. */
  void breaksOff(boolean now) {
    breakingOff = now;
  }

  @Override
  public void record(AuditRecord audited) {
    if (broken) {
      throw new AuditUnavailableException("/secret/path/audit.jsonl is full");
    }
    if (breakingOff) {
      throw new StackOverflowError();
    }
    threads.add(Thread.currentThread().getName());
    records.add(audited);
  }

  @Override
  public void recordDurably(AuditRecord audited) {
    record(audited);
  }
}
