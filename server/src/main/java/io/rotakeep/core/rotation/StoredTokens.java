package io.rotakeep.core.rotation;

import io.rotakeep.core.connection.Connection;

/** The way of a stored, living access token back into the cache, after a restart or eviction. */
public final class StoredTokens {
  private final Settlement settlement;
  private final RotationJournal journal;

  StoredTokens(Settlement settlement, RotationJournal journal) {
    this.settlement = settlement;
    this.journal = journal;
  }

  /**
   * Whether row and journal are to be brought together first, which a flight does: the row is
   * ahead, so that a crash could still take its tokens back, or behind an answer that is kept,
   * whose token somebody may have already.
   */
  public boolean isAhead(Connection connection) {
    return journal
        .openAttempt(connection.id())
        .filter(
            open -> open.response() != null || connection.revision() > open.attempt().revision())
        .isPresent();
  }

  /**
   * Decrypts the row's access token and publishes it, unless a hold stands or it is withheld.
   * Nothing is served that is not durable.
   */
  public RotationOutcome serve(Connection connection) {
    return isAhead(connection)
        ? new RotationOutcome.Failed(new RefreshFailure.ProviderUnavailable(RetryDelays.SHORT))
        : settlement.serve(connection);
  }
}
