package io.rotakeep.core.connection;

import io.rotakeep.core.provider.ProviderName;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A stored connection to one account at one provider. It has no field that holds a plaintext token,
 * and is changed only through {@link ConnectionStore}, under its {@link ConnectionLock}.
 *
 * @param state the connection's own; a {@link Hold} may stand above it
 * @param generation of the newest refresh token; {@link Generation#NONE} before the first
 * @param revision counts writes of this row, so that replaying a row image is idempotent
 * @param grant null while authorization is pending
 */
public record Connection(
    ConnectionId id,
    ProviderName provider,
    ConnectionState state,
    Generation generation,
    long revision,
    @Nullable Grant grant,
    @Nullable StoredAccessToken accessToken,
    Map<String, String> labels,
    History history) {

  public Connection {
    labels = Map.copyOf(labels);
  }

  /**
   * A connection that waits for consent.
   *
   * @param before what a deleted connection of this id left, so that generations and revisions go
   *     on counting; null if there was none
   */
  public static Connection pending(
      ConnectionId id,
      ProviderName provider,
      @Nullable Tombstone before,
      Map<String, String> labels,
      Instant now) {
    return new Connection(
        id,
        provider,
        new ConnectionState.PendingAuthorization(),
        before == null ? Generation.NONE : before.lastGeneration(),
        before == null ? 0 : before.revision() + 1,
        null,
        null,
        labels,
        History.startingAt(now));
  }

  /**
   * When the refresh token was last used, or came if it has not been used: a grant that took
   * another's place begins anew. Empty without a grant.
   */
  public Optional<Instant> lastUsed() {
    if (grant == null) {
      return Optional.empty();
    }
    Instant refreshed = history.refreshed();
    return refreshed == null || refreshed.isBefore(grant.obtained())
        ? Optional.of(grant.obtained())
        : Optional.of(refreshed);
  }

  public Connection withState(ConnectionState next, Instant now) {
    return new Connection(
        id, provider, next, generation, revision, grant, accessToken, labels, entering(next, now));
  }

  /** Only for one whose tokens are encrypted anew: they are bound to its labels. */
  public Connection withLabels(Map<String, String> next) {
    return new Connection(
        id, provider, state, generation, revision, grant, accessToken, next, history);
  }

  /**
   * Before it adopts another grant: a row that was put back must not count on from where it was, or
   * the new grant would pass for an old one.
   *
   * @param newest the newest generation that is known of it
   */
  public Connection countingFrom(Generation newest) {
    return new Connection(
        id,
        provider,
        state,
        newest.isAfter(generation) ? newest : generation,
        revision,
        grant,
        accessToken,
        labels,
        history);
  }

  public Connection withHistory(History next) {
    return new Connection(
        id, provider, state, generation, revision, grant, accessToken, labels, next);
  }

  /** The same generation with another access token or grant detail. */
  public Connection withTokens(@Nullable Grant nextGrant, @Nullable StoredAccessToken token) {
    return new Connection(
        id, provider, state, generation, revision, nextGrant, token, labels, history);
  }

  /** The next generation: what adopting a refresh token makes of this connection. */
  public Connection adopting(Grant nextGrant, @Nullable StoredAccessToken token, Instant now) {
    ConnectionState active = new ConnectionState.Active();
    return new Connection(
        id,
        provider,
        active,
        generation.next(),
        revision,
        nextGrant,
        token,
        labels,
        entering(active, now));
  }

  /** The row as it is written over this one. */
  public Connection nextRevision() {
    return new Connection(
        id, provider, state, generation, revision + 1, grant, accessToken, labels, history);
  }

  /** A state that is entered again stands since it was entered first. */
  private History entering(ConnectionState next, Instant now) {
    boolean same =
        next.equals(state)
            || (next instanceof ConnectionState.InDoubt
                && state instanceof ConnectionState.InDoubt);
    return same ? history : history.enteredAt(now);
  }
}
