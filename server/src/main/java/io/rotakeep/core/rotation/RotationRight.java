package io.rotakeep.core.rotation;

import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionLock;
import io.rotakeep.core.connection.ConnectionState;
import io.rotakeep.core.connection.Grant;
import io.rotakeep.core.connection.Hold;
import io.rotakeep.core.connection.Holds;
import io.rotakeep.core.connection.StoredAccessToken;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.provider.ProviderStore;
import io.rotakeep.core.verdict.Presentation;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Decides, under the lock, whether a generation may be spent now, and as what kind of attempt. */
final class RotationRight {
  private final ProviderStore providers;
  private final Holds holds;
  private final RowAge age;
  private final RefreshGate gate;
  private final Siblings siblings;
  private final InstantSource clock;

  RotationRight(
      ProviderStore providers,
      Holds holds,
      RowAge age,
      RefreshGate gate,
      Siblings siblings,
      InstantSource clock) {
    this.providers = providers;
    this.holds = holds;
    this.age = age;
    this.gate = gate;
    this.siblings = siblings;
    this.clock = clock;
  }

  /** What may be done. */
  sealed interface Decision {}

  record Granted(Attempt.Kind kind, Grant grant, Provider provider) implements Decision {}

  /** The stored access token already does. */
  record Needless() implements Decision {}

  record Refused(RefreshFailure failure) implements Decision {}

  /** In doubt, and nothing may be tried any more: only consent helps. */
  record Hopeless(Provider provider) implements Decision {}

  /**
   * @throws io.rotakeep.core.crypto.IntegrityException if no hold stands and somebody put the row
   *     back: neither its tokens nor its state are to be believed
   */
  Decision of(ConnectionLock lock, Connection connection, RotationTrigger trigger) {
    lock.check(connection.id());
    Optional<Hold> hold = holds.standing(connection.id());
    if (hold.isPresent()) {
      return personNeeded(hold.get().over(connection.state()));
    }
    age.check(connection);
    if (isNeedless(connection, trigger)) {
      return new Needless();
    }
    Grant grant = connection.grant();
    Optional<Provider> provider = providers.find(connection.provider());
    if (grant == null || grant.refreshToken() == null) {
      return personNeeded(connection.state());
    }
    if (provider.isEmpty()) {
      return new Refused(new RefreshFailure.ClientMisconfigured("provider_missing"));
    }
    if (!grant.isBoundTo(provider.get())) {
      return new Refused(new RefreshFailure.ClientMisconfigured("token_host_changed"));
    }
    return byState(connection, trigger, grant, provider.get());
  }

  private Decision byState(
      Connection connection, RotationTrigger trigger, Grant grant, Provider provider) {
    return switch (connection.state()) {
      case ConnectionState.Active _ ->
          gated(connection, trigger, new Granted(Attempt.Kind.REFRESH, grant, provider));
      case ConnectionState.InDoubt doubt -> inDoubt(connection, trigger, doubt, grant, provider);
      case ConnectionState.PendingAuthorization _,
          ConnectionState.ReauthorizationRequired _,
          ConnectionState.Quarantined _,
          ConnectionState.Revoked _ ->
          personNeeded(connection.state());
    };
  }

  private Decision inDoubt(
      Connection connection,
      RotationTrigger trigger,
      ConnectionState.InDoubt doubt,
      Grant grant,
      Provider provider) {
    Instant now = clock.instant();
    boolean riskAccepted =
        trigger instanceof RotationTrigger.Requested(boolean acceptRisk) && acceptRisk;
    Presentation presentation =
        Presentation.of(
            doubt,
            provider.tokens(),
            riskAccepted ? now : servedUntil(connection, now),
            !riskAccepted && siblings.areAtRisk(connection, grant, provider),
            now);
    return switch (presentation) {
      // It may be safe for some seconds only, so it does not wait for what others have met.
      case Presentation.Replay _ ->
          gate.permitsAlone(connection.id(), client(grant, provider), now)
              .filter(failure -> counts(failure, trigger))
              .<Decision>map(Refused::new)
              .orElse(new Granted(Attempt.Kind.REFRESH, grant, provider));
      case Presentation.Deliberate _ ->
          gated(connection, trigger, new Granted(Attempt.Kind.DELIBERATE, grant, provider));
      case Presentation.NotBefore(Instant time) ->
          new Refused(new RefreshFailure.InDoubt(atLeastASecond(Duration.between(now, time))));
      case Presentation.Never _ -> new Hopeless(provider);
    };
  }

  static ClientCircuits.Client client(Grant grant, Provider provider) {
    return new ClientCircuits.Client(
        provider.name(),
        provider.revision(),
        provider.endpoints().at(grant.loginHost()).tokenHost());
  }

  private Decision gated(Connection connection, RotationTrigger trigger, Granted granted) {
    Instant now = clock.instant();
    Optional<Duration> spent =
        insists(trigger)
            ? Optional.empty()
            : gate.budget().spentFor(connection.id(), RefreshBudget.isEarly(connection, now), now);
    if (spent.isPresent()) {
      return new Refused(new RefreshFailure.BudgetSpent(atLeastASecond(spent.get())));
    }
    return gate.permits(connection.id(), client(granted.grant(), granted.provider()), now)
        .filter(failure -> counts(failure, trigger))
        .<Decision>map(Refused::new)
        .orElse(granted);
  }

  /** A person who asks may just have mended what was at fault. */
  private static boolean counts(RefreshFailure failure, RotationTrigger trigger) {
    return !(failure instanceof RefreshFailure.ClientMisconfigured && insists(trigger));
  }

  private static boolean insists(RotationTrigger trigger) {
    return switch (trigger) {
      // An import that is put off leaves a copy elsewhere that still works.
      case RotationTrigger.Requested _, RotationTrigger.Import _ -> true;
      case RotationTrigger.Needed _,
          RotationTrigger.KeepAlive _,
          RotationTrigger.RequestedOfMany _ ->
          false;
    };
  }

  /** Whether what it is about has come about meanwhile. */
  private boolean isNeedless(Connection connection, RotationTrigger trigger) {
    return switch (trigger) {
      case RotationTrigger.Needed(var replacing) -> serves(connection.accessToken(), replacing);
      case RotationTrigger.KeepAlive(Instant used) -> {
        Instant refreshed = connection.history().refreshed();
        yield refreshed != null && refreshed.isAfter(used);
      }
      case RotationTrigger.RequestedOfMany(Instant since) ->
          connection.history().wasRefreshedWithin(since, clock.instant());
      case RotationTrigger.Import _, RotationTrigger.Requested _ -> false;
    };
  }

  private boolean serves(@Nullable StoredAccessToken stored, @Nullable String replacing) {
    return stored != null && stored.livesAt(clock.instant()) && !stored.handle().equals(replacing);
  }

  private static Instant servedUntil(Connection connection, Instant now) {
    StoredAccessToken stored = connection.accessToken();
    return stored == null || stored.withheld() ? now : stored.validity().expires();
  }

  private static Refused personNeeded(ConnectionState state) {
    return new Refused(new RefreshFailure.PersonNeeded(state));
  }

  private static Duration atLeastASecond(Duration wait) {
    return wait.compareTo(RetryDelays.SHORT) < 0 ? RetryDelays.SHORT : wait;
  }
}
