package io.rotakeep.core.rotation;

import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.StoreUnavailableException;

/**
 * The database did not take a row whose answer the journal keeps. No crash can take its tokens any
 * more, and its attempt stays open, so that nobody presents the token before it.
 */
final class UnwrittenRowException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Connection row;

  UnwrittenRowException(Connection row, StoreUnavailableException cause) {
    super("connection " + row.id() + " waits for the database", cause);
    this.row = row;
  }

  /** As it will be written. */
  Connection row() {
    return row;
  }
}
