package io.rotakeep.core.incident;

/** What kind of suspicion; the names are public and stay. */
public enum IncidentKind {
  /** The newest refresh token was refused and nothing of ours explains it. */
  REJECTED_UNEXPLAINED,
  /** Somebody had a token that had been rotated away, or that only we should have. */
  RETIRED_TOKEN_PRESENTED,
  /** The provider saw a use at the same time that was not ours. */
  CONCURRENT_USE,
  /** Many connections of one client were refused within minutes. */
  MASS_REJECTION,
  /** The store is older than what is known to have happened. */
  STALE_STORE,
  /** A caller asked for much more, or for other things, than it does normally. */
  CALLER_ANOMALY,
  /** The audit trail was cut, changed or replaced. */
  AUDIT_TAMPERED,
  /** A person or program learnt of it elsewhere. */
  OPERATOR;

  /** Whether there is something that we look into by ourselves. */
  boolean isLookedInto() {
    return switch (this) {
      case REJECTED_UNEXPLAINED, CONCURRENT_USE -> true;
      case RETIRED_TOKEN_PRESENTED,
          MASS_REJECTION,
          STALE_STORE,
          CALLER_ANOMALY,
          AUDIT_TAMPERED,
          OPERATOR ->
          false;
    };
  }
}
