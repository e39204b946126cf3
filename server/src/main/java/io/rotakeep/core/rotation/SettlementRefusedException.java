package io.rotakeep.core.rotation;

import io.rotakeep.core.connection.ConnectionId;

/**
 * The row moved on under a held lock, so the answer stays open in the journal. It says that two
 * daemons work on one store.
 */
final class SettlementRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  SettlementRefusedException(ConnectionId id) {
    super("connection " + id + " was changed by somebody else while it was refreshed");
  }
}
