package io.rotakeep.core.audit;

/** Where audit records go. Thread-safe. */
public interface AuditDevice {

  /**
   * Returns when the operating system has the record: it outlives this process, and within a second
   * also a power failure.
   *
   * @throws AuditUnavailableException if it is not known to have it; then nobody may hear the reply
   */
  void record(AuditRecord audited);

  /**
   * Returns when the record would survive a power failure.
   *
   * @throws AuditUnavailableException if that is not known; then what it announces is not done
   */
  void recordDurably(AuditRecord audited);
}
