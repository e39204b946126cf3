package io.rotakeep.core.audit;

/** Finds records again. Thread-safe. */
public interface AuditArchive {
  /**
   * Looks at a bounded part of what is kept.
   *
   * @throws AuditUnavailableException if it cannot be read, or the place to go on is there no more
   */
  AuditPage search(AuditQuery query);
}
