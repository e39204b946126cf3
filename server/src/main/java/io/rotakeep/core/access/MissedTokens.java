package io.rotakeep.core.access;

import io.rotakeep.core.connection.AccessToken;
import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.ConnectionState;
import io.rotakeep.core.connection.ConnectionStore;
import io.rotakeep.core.connection.Holds;
import io.rotakeep.core.connection.Reason;
import io.rotakeep.core.connection.StoreUnavailableException;
import io.rotakeep.core.connection.StoredAccessToken;
import io.rotakeep.core.crypto.IntegrityException;
import io.rotakeep.core.crypto.UnknownKeyTermException;
import io.rotakeep.core.provider.ProviderStore;
import io.rotakeep.core.rotation.RefreshFailure;
import io.rotakeep.core.rotation.RotationFlights;
import io.rotakeep.core.rotation.RotationOutcome;
import io.rotakeep.core.rotation.RotationTrigger;
import io.rotakeep.core.rotation.StoredTokens;
import io.rotakeep.core.seal.SealedException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The way of a miss: the stored token if it still does, else a flight. Blocks; thread-safe. */
public final class MissedTokens {
  private final ConnectionStore store;
  private final ProviderStore providers;
  private final Holds holds;
  private final StoredTokens storedTokens;
  private final RotationFlights flights;
  private final InstantSource clock;

  public MissedTokens(
      ConnectionStore store,
      ProviderStore providers,
      Holds holds,
      StoredTokens storedTokens,
      RotationFlights flights,
      InstantSource clock) {
    this.store = store;
    this.providers = providers;
    this.holds = holds;
    this.storedTokens = storedTokens;
    this.flights = flights;
    this.clock = clock;
  }

  AccessResult find(AccessRequest request) {
    Instant deadline = clock.instant().plus(request.patience());
    if (flights.isAwaited(request.connection())) {
      // Somebody found no token a moment ago: thousands need not look again.
      return refreshed(request, request.rejected(), deadline);
    }
    try {
      Optional<Connection> found = store.find(request.connection());
      return found.isEmpty()
          ? failed(new RefreshFailure.NotFound())
          : byState(found.get(), request, deadline);
    } catch (StoreUnavailableException e) {
      return failed(new RefreshFailure.StoreUnavailable());
    } catch (SealedException e) {
      return failed(new RefreshFailure.Sealed());
    } catch (UnknownKeyTermException e) {
      return failed(new RefreshFailure.KeyTermUnknown());
    } catch (IntegrityException e) {
      return broken(request, deadline);
    }
  }

  /** Of the row as it stands; none if there is no such connection, or none that can be believed. */
  Map<String, String> labelsOf(ConnectionId id) {
    return store.findWhole(id).map(Connection::labels).orElse(Map.of());
  }

  /** A flight is where a broken record is quarantined, under its lock; one is enough. */
  private AccessResult broken(AccessRequest request, Instant deadline) {
    ConnectionState unreadable = new ConnectionState.Quarantined(Reason.INTEGRITY);
    return stopped(request.connection(), unreadable)
        .orElseGet(() -> refreshed(request, null, deadline));
  }

  private Optional<AccessResult> stopped(ConnectionId id, ConnectionState own) {
    return holds.standing(id).map(hold -> failed(new RefreshFailure.PersonNeeded(hold.over(own))));
  }

  private AccessResult byState(Connection connection, AccessRequest request, Instant deadline) {
    Optional<AccessResult> stopped = stopped(connection.id(), connection.state());
    if (stopped.isPresent()) {
      return stopped.get();
    }
    if (storedTokens.isAhead(connection)) {
      // Nothing is handed out that is not durable; the flight that makes it so is waited for.
      return refreshed(request, null, deadline);
    }
    if (storedTokens.isOlder(connection)) {
      return older(connection, request, deadline);
    }
    return believed(connection, request, deadline);
  }

  private AccessResult believed(Connection connection, AccessRequest request, Instant deadline) {
    ConnectionState state = connection.state();
    return switch (state) {
      case ConnectionState.Active _ -> active(connection, request, deadline);
      case ConnectionState.InDoubt _ -> inDoubt(connection, request, deadline);
      case ConnectionState.ReauthorizationRequired _ -> lastDays(connection, state);
      case ConnectionState.PendingAuthorization _,
          ConnectionState.Quarantined _,
          ConnectionState.Revoked _ ->
          failed(new RefreshFailure.PersonNeeded(state));
    };
  }

  /** Replaced since it was read, or put back, which a flight finds out under the lock. */
  private AccessResult older(Connection read, AccessRequest request, Instant deadline) {
    return store
        .find(read.id())
        .filter(now -> !storedTokens.isAhead(now) && !storedTokens.isOlder(now))
        .map(now -> believed(now, request, deadline))
        .orElseGet(() -> refreshed(request, request.rejected(), deadline));
  }

  private AccessResult active(Connection connection, AccessRequest request, Instant deadline) {
    StoredAccessToken stored = connection.accessToken();
    Instant now = clock.instant();
    if (stored == null || !stored.validity().includes(now)) {
      return refreshed(request, null, deadline);
    }
    if (stored.withheld()) {
      return failed(new RefreshFailure.ClientMisconfigured("access_token_withheld"));
    }
    boolean rejected = stored.handle().equals(request.rejected());
    if (rejected && now.isBefore(stored.validity().issued().plus(AccessTokens.FRESH))) {
      return failed(new RefreshFailure.FreshTokenRejected());
    }
    return rejected || !stored.validity().leaves(request.minValidity(), now)
        ? refreshed(request, stored.handle(), deadline)
        : of(storedTokens.serve(connection));
  }

  private AccessResult inDoubt(Connection connection, AccessRequest request, Instant deadline) {
    StoredAccessToken stored = connection.accessToken();
    boolean serves =
        stored != null
            && stored.livesAt(clock.instant())
            && !stored.handle().equals(request.rejected());
    return serves
        ? of(storedTokens.serve(connection))
        : refreshed(request, stored == null ? null : stored.handle(), deadline);
  }

  /** A token that still lives is good until its end, unless the provider's settings forbid it. */
  private AccessResult lastDays(Connection connection, ConnectionState state) {
    StoredAccessToken stored = connection.accessToken();
    boolean serves =
        stored != null
            && stored.livesAt(clock.instant())
            && providers.find(connection.provider()).stream()
                .anyMatch(provider -> provider.tokens().access().serveToEnd());
    return serves
        ? of(storedTokens.serve(connection))
        : failed(new RefreshFailure.PersonNeeded(state));
  }

  private AccessResult refreshed(
      AccessRequest request, @Nullable String replacing, Instant deadline) {
    RotationTrigger trigger = new RotationTrigger.Needed(replacing);
    return of(flights.join(request.connection(), trigger, left(deadline)));
  }

  private Duration left(Instant deadline) {
    Duration left = Duration.between(clock.instant(), deadline);
    return left.isNegative() ? Duration.ZERO : left;
  }

  private static AccessResult of(RotationOutcome outcome) {
    return switch (outcome) {
      case RotationOutcome.Fresh(AccessToken token) -> new AccessResult.Granted(token);
      case RotationOutcome.Failed(RefreshFailure failure) -> failed(failure);
    };
  }

  private static AccessResult failed(RefreshFailure failure) {
    return new AccessResult.Failed(failure);
  }
}
