package io.rotakeep.core.rotation;

import io.rotakeep.core.connection.Connection;

/** The way of a stored, living access token back into the cache, after a restart or eviction. */
public final class StoredTokens {
  private final Settlement settlement;

  StoredTokens(Settlement settlement) {
    this.settlement = settlement;
  }

  /** Decrypts the row's access token and publishes it, unless a hold stands or it is withheld. */
  public RotationOutcome serve(Connection connection) {
    return settlement.serve(connection);
  }
}
