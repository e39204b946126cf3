package io.rotakeep.core.enrollment;

import io.rotakeep.core.connection.ConnectionId;

/** A row moved on under a held lock: two daemons work on one store. */
final class StaleRowException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StaleRowException(ConnectionId id) {
    super("connection " + id + " was changed by somebody else meanwhile");
  }
}
