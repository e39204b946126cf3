package io.rotakeep.core.diagnosis;

import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.ConnectionState;
import io.rotakeep.core.connection.Grant;
import io.rotakeep.core.connection.Hold;
import io.rotakeep.core.connection.SharedGrants.Crowd;
import io.rotakeep.core.connection.StoredAccessToken;
import io.rotakeep.core.provider.ClientEvent;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.rotation.RotationCondition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is known of one connection at one moment, and what follows from it by arithmetic.
 *
 * @param hold what stands above the row; null if nothing does
 * @param holdDurable whether the disk has that hold
 * @param storeDistrusted whether the whole store is taken for a restored or cloned one
 * @param provider null if it is not configured any more
 * @param siblings others with the same issuer, client and subject
 * @param crowd null unless the subject has all the grants it can have
 */
public record Symptoms(
    Connection row,
    @Nullable Hold hold,
    boolean holdDurable,
    boolean storeDistrusted,
    @Nullable Provider provider,
    RotationCondition condition,
    List<ConnectionId> siblings,
    @Nullable Crowd crowd,
    Instant now) {
  private static final long SECONDS_A_DAY = 86_400;

  public Symptoms {
    siblings = List.copyOf(siblings);
  }

  /** How far a revocation got at the provider. */
  public enum Upstream {
    NOT_REVOKED,
    CONFIRMED,
    PENDING,
    NOT_POSSIBLE
  }

  public ConnectionState state() {
    return hold == null ? row.state() : hold.over(row.state());
  }

  /** Whether a refresh is under way, or its outcome unknown. */
  public boolean attemptOpen() {
    return condition.attemptOpen() || row.state() instanceof ConnectionState.InDoubt;
  }

  /** The event that was announced and is not over. */
  public Optional<ClientEvent> expected() {
    ClientEvent event = provider == null ? null : provider.event();
    return Optional.ofNullable(event).filter(it -> it.covers(now));
  }

  /** How long a caller would go on getting the access token that is at hand. */
  public Optional<Duration> served() {
    StoredAccessToken token = row.accessToken();
    return token != null && token.livesAt(now) && servesAtAll()
        ? Optional.of(Duration.between(now, token.validity().expires()))
        : Optional.empty();
  }

  /** 0 on the last day, negative after it; empty without an idle lifetime. */
  public OptionalInt daysToIdleExpiry() {
    Duration ttl = provider == null ? null : provider.tokens().idleTtl();
    Instant used = row.lastUsed().orElse(null);
    return used == null || ttl == null ? OptionalInt.empty() : days(used.plus(ttl));
  }

  /** 0 on the last day, negative after it; empty without an absolute lifetime. */
  public OptionalInt daysToAbsoluteExpiry() {
    Grant grant = row.grant();
    Duration ttl = provider == null ? null : provider.tokens().absoluteTtl();
    return grant == null || ttl == null ? OptionalInt.empty() : days(grant.obtained().plus(ttl));
  }

  public Upstream upstream() {
    if (!(hold instanceof Hold.RevokedHold revoked)) {
      return Upstream.NOT_REVOKED;
    }
    Grant grant = row.grant();
    boolean possible =
        grant != null
            && provider != null
            && provider.endpoints().at(grant.loginHost()).revocation() != null;
    if (!possible) {
      return Upstream.NOT_POSSIBLE;
    }
    return revoked.confirmedUpstream() ? Upstream.CONFIRMED : Upstream.PENDING;
  }

  private boolean servesAtAll() {
    return switch (state()) {
      case ConnectionState.Active _, ConnectionState.InDoubt _ -> true;
      case ConnectionState.ReauthorizationRequired _ ->
          provider != null && provider.tokens().access().serveToEnd();
      case ConnectionState.PendingAuthorization _,
          ConnectionState.Quarantined _,
          ConnectionState.Revoked _ ->
          false;
    };
  }

  private OptionalInt days(Instant end) {
    return OptionalInt.of(
        (int) Math.floorDiv(Duration.between(now, end).toSeconds(), SECONDS_A_DAY));
  }
}
