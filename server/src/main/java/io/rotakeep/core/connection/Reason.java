package io.rotakeep.core.connection;

/** Why a connection is not simply active. */
public enum Reason {
  LOST_RESPONSE,
  IDLE_EXPIRED,
  ABSOLUTE_EXPIRED,
  REVOKED_UPSTREAM,
  EVICTED,
  CLIENT_EVENT,
  SUSPECTED_COMPROMISE,
  STALE_STORE,
  INTEGRITY,
  OPERATOR
}
