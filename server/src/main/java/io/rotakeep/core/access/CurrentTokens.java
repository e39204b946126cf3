package io.rotakeep.core.access;

import io.rotakeep.core.connection.AccessToken;
import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.ConnectionState;
import io.rotakeep.core.connection.ConnectionStore;
import io.rotakeep.core.connection.Hold;
import io.rotakeep.core.connection.Holds;
import io.rotakeep.core.connection.Reason;
import io.rotakeep.core.connection.StoredAccessToken;
import io.rotakeep.core.crypto.IntegrityException;
import io.rotakeep.core.crypto.UnknownKeyTermException;
import io.rotakeep.core.rotation.RotationFlights;
import io.rotakeep.core.rotation.RotationOutcome;
import io.rotakeep.core.rotation.RotationTrigger;
import io.rotakeep.core.rotation.StoredTokens;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What there is to tell of a connection now, without waiting for a refresh. Thread-safe. */
public final class CurrentTokens {
  private final ConnectionStore store;
  private final Holds holds;
  private final StoredTokens storedTokens;
  private final RotationFlights flights;
  private final InstantSource clock;

  public CurrentTokens(
      ConnectionStore store,
      Holds holds,
      StoredTokens storedTokens,
      RotationFlights flights,
      InstantSource clock) {
    this.store = store;
    this.holds = holds;
    this.storedTokens = storedTokens;
    this.flights = flights;
    this.clock = clock;
  }

  /** A token if one lives, else the state; a successor is fetched for an active one without. */
  WatchEvent of(ConnectionId id) {
    try {
      return store.find(id).map(this::seen).orElse(new WatchEvent.Deleted(id));
    } catch (IntegrityException e) {
      return broken(id);
    }
  }

  /** What the flight makes of it that quarantines it under its lock; one is enough. */
  private WatchEvent broken(ConnectionId id) {
    ConnectionState quarantined = new ConnectionState.Quarantined(Reason.INTEGRITY);
    Optional<Hold> hold = holds.standing(id);
    if (hold.isEmpty()) {
      refresh(id, null);
    }
    return new WatchEvent.StateChanged(
        id, hold.map(stops -> stops.over(quarantined)).orElse(quarantined), false);
  }

  private WatchEvent seen(Connection connection) {
    ConnectionId id = connection.id();
    ConnectionState state = holds.effective(connection);
    if (!holds.stopped(id) && storedTokens.isOlder(connection)) {
      return older(connection, state);
    }
    return believed(connection, state);
  }

  private WatchEvent believed(Connection connection, ConnectionState state) {
    return switch (state) {
      case ConnectionState.Active _,
          ConnectionState.InDoubt _,
          ConnectionState.ReauthorizationRequired _ ->
          living(connection, state);
      case ConnectionState.PendingAuthorization _,
          ConnectionState.Quarantined _,
          ConnectionState.Revoked _ ->
          new WatchEvent.StateChanged(connection.id(), state, false);
    };
  }

  /** Replaced since it was read, or put back, which a flight finds out under the lock. */
  private WatchEvent older(Connection read, ConnectionState state) {
    Optional<Connection> now = store.find(read.id()).filter(row -> !storedTokens.isOlder(row));
    if (now.isPresent()) {
      return believed(now.get(), holds.effective(now.get()));
    }
    refresh(read.id(), null);
    boolean serves =
        switch (state) {
          case ConnectionState.Active _,
              ConnectionState.InDoubt _,
              ConnectionState.ReauthorizationRequired _ ->
              true;
          case ConnectionState.PendingAuthorization _,
              ConnectionState.Quarantined _,
              ConnectionState.Revoked _ ->
              false;
        };
    return new WatchEvent.StateChanged(read.id(), state, serves);
  }

  /** Lets a successor be fetched unless the token has been replaced already. */
  void refresh(ConnectionId id, @Nullable String replacing) {
    flights.start(id, new RotationTrigger.Needed(replacing));
  }

  private WatchEvent living(Connection connection, ConnectionState state) {
    StoredAccessToken stored = connection.accessToken();
    boolean lives = stored != null && stored.livesAt(clock.instant());
    try {
      if (lives
          && storedTokens.serve(connection) instanceof RotationOutcome.Fresh(AccessToken token)) {
        return new WatchEvent.TokenChanged(connection.id(), token);
      }
    } catch (UnknownKeyTermException e) {
      // A record that waits for its key must not end the watch of all the others.
      return new WatchEvent.StateChanged(connection.id(), state, true);
    } catch (IntegrityException e) {
      // Nor must a broken one, which a flight quarantines under its lock.
      refresh(connection.id(), null);
      return new WatchEvent.StateChanged(connection.id(), state, true);
    }
    if (storedTokens.isAhead(connection)) {
      refresh(connection.id(), null);
    } else if (state instanceof ConnectionState.Active) {
      refresh(connection.id(), stored == null ? null : stored.handle());
    }
    return new WatchEvent.StateChanged(connection.id(), state, true);
  }
}
