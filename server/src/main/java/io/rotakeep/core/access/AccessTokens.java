package io.rotakeep.core.access;

import io.rotakeep.core.audit.AuditAction;
import io.rotakeep.core.audit.AuditDetail;
import io.rotakeep.core.audit.AuditDevice;
import io.rotakeep.core.audit.AuditOutcome;
import io.rotakeep.core.audit.AuditReason;
import io.rotakeep.core.audit.AuditRecord;
import io.rotakeep.core.audit.AuditUnavailableException;
import io.rotakeep.core.caller.Policies;
import io.rotakeep.core.caller.Role;
import io.rotakeep.core.connection.AccessToken;
import io.rotakeep.core.connection.StoreUnavailableException;
import io.rotakeep.core.quota.Breach;
import io.rotakeep.core.quota.Quotas;
import io.rotakeep.core.rotation.AccessTokenCache;
import io.rotakeep.core.rotation.RefreshFailure;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Hands access tokens to permitted callers. The way of a hit is policy, cache, audit, reply: it
 * takes no lock and does not block, unless the audit does. Thread-safe.
 */
public final class AccessTokens {
  private static final System.Logger LOG = System.getLogger(AccessTokens.class.getName());

  /** A token refused this soon after its issue would be refused again. */
  static final Duration FRESH = Duration.ofSeconds(60);

  private final Supplier<Policies> policies;
  private final AccessTokenCache cache;
  private final MissedTokens missed;
  private final RefreshAhead ahead;
  private final Supplier<Quotas> quotas;
  private final AuditDevice audit;
  private final boolean auditWaits;
  private final AccessObserver observer;
  private final InstantSource clock;

  /**
   * @param policies asked at each call as the quotas are, so that a reload counts at once
   * @param auditWaits whether the audit waits for a disk at each read: then nothing is answered at
   *     once
   */
  public AccessTokens(
      Supplier<Policies> policies,
      AccessTokenCache cache,
      MissedTokens missed,
      RefreshAhead ahead,
      Supplier<Quotas> quotas,
      AuditDevice audit,
      boolean auditWaits,
      AccessObserver observer,
      InstantSource clock) {
    this.policies = policies;
    this.cache = cache;
    this.missed = missed;
    this.ahead = ahead;
    this.quotas = quotas;
    this.audit = audit;
    this.auditWaits = auditWaits;
    this.observer = observer;
    this.clock = clock;
  }

  /** The answer if it needs no waiting, else null; never blocks, so fit for an event loop. */
  public @Nullable AccessResult getAtOnce(AccessRequest request) {
    return auditWaits ? null : hit(request);
  }

  /** The answer, waiting for a refresh if need be; blocks, so for virtual threads only. */
  public AccessResult get(AccessRequest request) {
    AccessResult hit = hit(request);
    if (hit != null) {
      return hit;
    }
    Optional<AccessResult> refusal = refusal(request);
    if (refusal.isPresent()) {
      return refusal.get();
    }
    // Before anything is refreshed for a caller who may not have it.
    AccessResult throttled = throttled(request);
    return throttled == null ? looked(request) : throttled;
  }

  /**
   * Tells the audit that a token which it was told of stayed here, since the daemon was sealed
   * before the answer left. The answer waits for no audit: it holds nothing.
   */
  public void withheld(AccessRequest request, AccessToken token) {
    try {
      audit.record(
          record(request, AuditOutcome.REFUSED, token.generation().number(), token.handle())
              .because("SEALED"));
    } catch (AuditUnavailableException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "the audit says that {0} got a token of {1}, and it did not: {2}",
          request.caller().name(),
          request.connection().value(),
          e.getMessage());
    }
  }

  /** The answer if there is one without the store; waits for nothing but the audit. */
  private @Nullable AccessResult hit(AccessRequest request) {
    Policies current = policies.get();
    boolean byId = permits(current, request);
    if (!byId && !current.asksLabels(request.caller(), Role.READER)) {
      return refused(request);
    }
    AccessToken token = cache.find(request.connection());
    Instant now = clock.instant();
    if (token == null || !does(token, request, now)) {
      return null;
    }
    if (!byId && !permits(current, request, token.labels())) {
      // Refused where unknown ones are, so that neither is told faster than the other.
      return null;
    }
    AccessResult throttled = throttled(request);
    if (throttled != null) {
      return throttled;
    }
    if (!now.isBefore(token.validity().refreshAfter())) {
      ahead.refresh(request.connection(), token.handle(), now);
    }
    return granted(request, token, now, "hit");
  }

  private @Nullable AccessResult throttled(AccessRequest request) {
    Breach breach = quotas.get().read(request.caller(), request.connection().value());
    if (breach == null) {
      return null;
    }
    observer.answered(null, "throttled");
    return new AccessResult.Throttled(breach);
  }

  private AccessResult looked(AccessRequest request) {
    return switch (missed.find(request)) {
      case AccessResult.Granted(AccessToken token) ->
          mayStill(request, token)
              ? granted(request, token, clock.instant(), "miss")
              : refused(request);
      case AccessResult.NotAllowed refused -> refused;
      case AccessResult.Throttled throttled -> throttled;
      case AccessResult.Failed failed -> {
        observer.answered(null, AccessWords.of(failed.failure()));
        yield failed;
      }
    };
  }

  /** What was permitted before the wait need not be after it. */
  private boolean mayStill(AccessRequest request, AccessToken token) {
    Policies current = policies.get();
    return permits(current, request) || permits(current, request, token.labels());
  }

  /** What the row says of the caller's right, if the id alone does not give it. */
  private Optional<AccessResult> refusal(AccessRequest request) {
    Policies current = policies.get();
    try {
      return permits(current, request)
              || permits(current, request, missed.labelsOf(request.connection()))
          ? Optional.empty()
          : Optional.of(refused(request));
    } catch (StoreUnavailableException e) {
      return Optional.of(new AccessResult.Failed(new RefreshFailure.StoreUnavailable()));
    }
  }

  private static boolean permits(Policies current, AccessRequest request) {
    return current.permits(request.caller(), Role.READER, request.connection().value());
  }

  private static boolean permits(
      Policies current, AccessRequest request, Map<String, String> labels) {
    return current.permits(request.caller(), Role.READER, request.connection().value(), labels);
  }

  private static boolean does(AccessToken token, AccessRequest request, Instant now) {
    return token.validity().leaves(request.minValidity(), now)
        && !token.handle().equals(request.rejected());
  }

  private AccessResult granted(AccessRequest request, AccessToken token, Instant now, String word) {
    try {
      audit.record(handedOut(request, token, now));
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

  /** Made whole at once: a copy with one more field checks all of them again, at each hit. */
  private static AuditRecord handedOut(AccessRequest request, AccessToken token, Instant now) {
    return new AuditRecord(
        now,
        AuditAction.ACCESS_TOKEN_READ,
        AuditOutcome.SUCCEEDED,
        request.caller().name(),
        request.connection().value(),
        token.generation().number(),
        token.handle(),
        request.requestId(),
        AuditReason.of(""),
        AuditDetail.ofLife(Duration.between(now, token.validity().expires()).toSeconds()));
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
