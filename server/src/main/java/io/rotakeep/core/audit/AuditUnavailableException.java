package io.rotakeep.core.audit;

/** An audit device did not take a record, so what it was to tell of must not happen. */
public final class AuditUnavailableException extends RuntimeException {
  public AuditUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }

  public AuditUnavailableException(String message) {
    super(message);
  }
}
