package io.rotakeep.core.access;

import io.rotakeep.core.audit.AuditAction;
import io.rotakeep.core.audit.AuditDevice;
import io.rotakeep.core.audit.AuditOutcome;
import io.rotakeep.core.audit.AuditRecord;
import io.rotakeep.core.audit.AuditUnavailableException;
import io.rotakeep.core.caller.Policies;
import io.rotakeep.core.caller.Role;
import io.rotakeep.core.connection.AccessToken;
import io.rotakeep.core.rotation.AccessTokenCache;
import io.rotakeep.core.rotation.RefreshFailure;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Hands access tokens to permitted callers. The way of a hit is policy, cache, audit, reply: it
 * takes no lock and does not block. Thread-safe.
 */
public final class AccessTokens {
  /** A token refused this soon after its issue would be refused again. */
  static final Duration FRESH = Duration.ofSeconds(60);

  private final Supplier<Policies> policies;
  private final AccessTokenCache cache;
  private final MissedTokens missed;
  private final RefreshAhead ahead;
  private final AuditDevice audit;
  private final AccessObserver observer;
  private final InstantSource clock;

  /**
   * @param policies asked at each call, so that a reload counts at once
   */
  public AccessTokens(
      Supplier<Policies> policies,
      AccessTokenCache cache,
      MissedTokens missed,
      RefreshAhead ahead,
      AuditDevice audit,
      AccessObserver observer,
      InstantSource clock) {
    this.policies = policies;
    this.cache = cache;
    this.missed = missed;
    this.ahead = ahead;
    this.audit = audit;
    this.observer = observer;
    this.clock = clock;
  }

  /** The answer if it needs no waiting, else null; never blocks, so fit for an event loop. */
  public @Nullable AccessResult getAtOnce(AccessRequest request) {
    if (!permitted(request)) {
      return refused(request);
    }
    AccessToken token = cache.find(request.connection());
    Instant now = clock.instant();
    if (token == null || !does(token, request, now)) {
      return null;
    }
    if (!now.isBefore(token.validity().refreshAfter())) {
      ahead.refresh(request.connection(), token.handle(), now);
    }
    return granted(request, token, "hit");
  }

  /** The answer, waiting for a refresh if need be; blocks, so for virtual threads only. */
  public AccessResult get(AccessRequest request) {
    AccessResult atOnce = getAtOnce(request);
    if (atOnce != null) {
      return atOnce;
    }
    return switch (missed.find(request)) {
      case AccessResult.Granted(AccessToken token) -> granted(request, token, "miss");
      case AccessResult.NotAllowed refused -> refused;
      case AccessResult.Failed failed -> {
        observer.answered(null, AccessWords.of(failed.failure()));
        yield failed;
      }
    };
  }

  private boolean permitted(AccessRequest request) {
    return policies.get().permits(request.caller(), Role.READER, request.connection().value());
  }

  private static boolean does(AccessToken token, AccessRequest request, Instant now) {
    return token.validity().leaves(request.minValidity(), now)
        && !token.handle().equals(request.rejected());
  }

  private AccessResult granted(AccessRequest request, AccessToken token, String word) {
    try {
      audit.record(
          record(request, AuditOutcome.SUCCEEDED, token.generation().number(), token.handle()));
    } catch (AuditUnavailableException e) {
      observer.answered(token.provider(), "audit_unavailable");
      return new AccessResult.Failed(new RefreshFailure.AuditUnavailable());
    }
    observer.answered(token.provider(), word);
    return new AccessResult.Granted(token);
  }

  private AccessResult refused(AccessRequest request) {
    observer.answered(null, "not_allowed");
    try {
      audit.record(record(request, AuditOutcome.REFUSED, 0, ""));
    } catch (AuditUnavailableException e) {
      return new AccessResult.Failed(new RefreshFailure.AuditUnavailable());
    }
    return new AccessResult.NotAllowed();
  }

  private AuditRecord record(
      AccessRequest request, AuditOutcome outcome, long generation, String handle) {
    return new AuditRecord(
        clock.instant(),
        AuditAction.ACCESS_TOKEN_READ,
        outcome,
        request.caller().name(),
        request.connection().value(),
        generation,
        handle,
        request.requestId(),
        "");
  }
}
