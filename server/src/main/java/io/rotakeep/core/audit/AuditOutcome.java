package io.rotakeep.core.audit;

/** How it ended, as far as known when the record was written. */
public enum AuditOutcome {
  /** Written before the act; another record tells its end. */
  BEGUN,
  SUCCEEDED,
  /** We would not. */
  REFUSED,
  /** It could not be done. */
  FAILED,
  /** Nobody can say whether it was done. */
  IN_DOUBT
}
