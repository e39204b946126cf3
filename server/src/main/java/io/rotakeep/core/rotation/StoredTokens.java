package io.rotakeep.core.rotation;

import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.ConnectionStore;

/** The way of a stored, living access token back into the cache, after a restart or eviction. */
public final class StoredTokens {
  private final Settlement settlement;
  private final RotationJournal journal;
  private final RowAge age;
  private final ConnectionStore store;
  private final AccessTokenCache cache;

  StoredTokens(
      Settlement settlement,
      RotationJournal journal,
      RowAge age,
      ConnectionStore store,
      AccessTokenCache cache) {
    this.settlement = settlement;
    this.journal = journal;
    this.age = age;
    this.store = store;
    this.cache = cache;
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
   * Whether there was a newer row: somebody put this one back, or it was replaced since it was read
   * without its lock. Which of them it is a flight finds out, under the lock.
   */
  public boolean isOlder(Connection connection) {
    return age.isOlder(connection);
  }

  /**
   * Decrypts the row's access token and publishes it, unless a hold stands or it is withheld.
   * Nothing is served that is not durable.
   */
  public RotationOutcome serve(Connection connection) {
    if (isAhead(connection)) {
      return new RotationOutcome.Failed(new RefreshFailure.ProviderUnavailable(RetryDelays.SHORT));
    }
    RotationOutcome outcome = settlement.serve(connection);
    withdrawIfRelabelled(connection);
    return outcome;
  }

  /** So that what policies make of its labels is looked up anew, whatever is served next. */
  public void forget(ConnectionId id) {
    cache.withdraw(id);
  }

  /**
   * The row was read without its lock: labels that came since must not be hidden by those it had.
   * Who relabels writes first and withdraws then, so either they or we see it.
   */
  private void withdrawIfRelabelled(Connection read) {
    boolean same = false;
    try {
      same = store.find(read.id()).stream().allMatch(now -> now.labels().equals(read.labels()));
    } finally {
      if (!same) {
        cache.withdraw(read.id());
      }
    }
  }
}
