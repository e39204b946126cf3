package io.rotakeep.core.rotation;

import io.rotakeep.core.BugException;
import io.rotakeep.core.audit.AuditUnavailableException;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.ConnectionLocks;
import io.rotakeep.core.connection.Holds;
import io.rotakeep.core.connection.Reason;
import io.rotakeep.core.connection.StoreUnavailableException;
import io.rotakeep.core.crypto.IntegrityException;
import io.rotakeep.core.crypto.UnknownKeyTermException;
import io.rotakeep.core.seal.SealedException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One rotation per connection at a time, shared by all who wait for it. A flight has a virtual
 * thread of its own, detached from its callers: whoever gives up waiting does not end it.
 *
 * <p>Thread-safe. Waiters are bounded per connection and in all.
 */
public final class RotationFlights {
  private static final System.Logger LOG = System.getLogger(RotationFlights.class.getName());

  private final Rotator rotator;
  private final ConnectionLocks locks;
  private final Holds holds;
  private final AccessTokenCache cache;
  private final Rotator.Reporting reporting;
  private final RotationTrail trail;
  private final Limits limits;
  private final TakeOff takeOff;
  private final Semaphore waiters;
  private final AtomicBoolean landing = new AtomicBoolean();
  private final ConcurrentHashMap<ConnectionId, Flight> flights = new ConcurrentHashMap<>();

  /**
   * @param perConnection how many may wait for one flight
   * @param inAll how many may wait for flights
   */
  public record Limits(int perConnection, int inAll) {
    public static final Limits DEFAULT = new Limits(16_384, 20_000);
  }

  /** Awaited if somebody started it who has no token that does. */
  private record Flight(CompletableFuture<Landing> landed, Semaphore seats, boolean awaited) {}

  /** Mine if it was started with one's own trigger. */
  private record Boarding(Flight flight, boolean mine) {}

  RotationFlights(
      Rotator rotator,
      ConnectionLocks locks,
      Holds holds,
      AccessTokenCache cache,
      Rotator.Reporting reporting,
      Limits limits,
      TakeOff takeOff) {
    this.rotator = rotator;
    this.locks = locks;
    this.holds = holds;
    this.cache = cache;
    this.reporting = reporting;
    this.trail = new RotationTrail(reporting);
    this.limits = limits;
    this.takeOff = takeOff;
    this.waiters = new Semaphore(limits.inAll());
  }

  /**
   * Joins the flight under way or starts one, and waits for its landing, {@code patience} long.
   * Whoever joined a flight of somebody else's that asked nobody, and wanted more, flies again.
   */
  public RotationOutcome join(ConnectionId id, RotationTrigger trigger, Duration patience) {
    if (!waiters.tryAcquire()) {
      return failed(new RefreshFailure.TooManyWaiters());
    }
    try {
      return landed(id, trigger, reporting.clock().instant().plus(patience));
    } catch (TimeoutException e) {
      return failed(new RefreshFailure.DeadlinePassed());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return failed(new RefreshFailure.DeadlinePassed());
    } catch (ExecutionException e) {
      throw new BugException("a flight lands with an outcome, always", e);
    } finally {
      waiters.release();
    }
  }

  /** Starts a flight that nobody waits for, unless one is under way. */
  public void start(ConnectionId id, RotationTrigger trigger) {
    aboard(id, trigger, false);
  }

  /** Whether a flight is under way for somebody who has no token that does. */
  public boolean isAwaited(ConnectionId id) {
    Flight flight = flights.get(id);
    return flight != null && flight.awaited;
  }

  int waiting() {
    return limits.inAll() - waiters.availablePermits();
  }

  /**
   * Lets no new flight start and waits for those under way.
   *
   * @return whether all had landed in time
   */
  public boolean land(Duration patience) {
    landing.set(true);
    CompletableFuture<?>[] aloft =
        flights.values().stream().map(flight -> flight.landed).toArray(CompletableFuture[]::new);
    try {
      CompletableFuture.allOf(aloft).get(patience.toNanos(), TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException | ExecutionException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private RotationOutcome landed(ConnectionId id, RotationTrigger trigger, Instant deadline)
      throws InterruptedException, ExecutionException, TimeoutException {
    while (true) {
      Boarding boarding = aboard(id, trigger, trigger instanceof RotationTrigger.Needed);
      Flight flight = boarding.flight();
      if (!flight.seats.tryAcquire()) {
        return failed(new RefreshFailure.TooManyWaiters());
      }
      try {
        Duration left = Duration.between(reporting.clock().instant(), deadline);
        Landing landing = flight.landed.get(left.toNanos(), TimeUnit.NANOSECONDS);
        if (boarding.mine() || landing.asked() || answers(landing.outcome(), trigger)) {
          return landing.outcome();
        }
      } finally {
        flight.seats.release();
      }
    }
  }

  /** Whether a flight that asked nobody landed with what this trigger is about. */
  private static boolean answers(RotationOutcome outcome, RotationTrigger trigger) {
    return switch (trigger) {
      case RotationTrigger.Needed(var replacing) ->
          !(outcome instanceof RotationOutcome.Fresh(var token)
              && token.handle().equals(replacing));
      case RotationTrigger.KeepAlive _ -> true;
      case RotationTrigger.Import _,
          RotationTrigger.RequestedOfMany _,
          RotationTrigger.Requested _ ->
          false;
    };
  }

  private Boarding aboard(ConnectionId id, RotationTrigger trigger, boolean awaited) {
    Flight mine =
        new Flight(new CompletableFuture<>(), new Semaphore(limits.perConnection()), awaited);
    Flight present = flights.putIfAbsent(id, mine);
    if (present != null) {
      return new Boarding(present, false);
    }
    takeOff.start(id, () -> fly(id, trigger, mine));
    return new Boarding(mine, true);
  }

  private void fly(ConnectionId id, RotationTrigger trigger, Flight flight) {
    // What stays if an Error ends the thread: whoever waits is told something.
    Landing landing = Landing.refused(new RefreshFailure.StoreUnavailable());
    try {
      if (!this.landing.get()) {
        landing = serialized(id, trigger);
      }
    } finally {
      // Removed first: whoever comes now starts anew instead of reading yesterday's outcome.
      flights.remove(id, flight);
      flight.landed.complete(landing);
    }
  }

  private Landing serialized(ConnectionId id, RotationTrigger trigger) {
    InstantSource clock = reporting.clock();
    Instant asked = clock.instant();
    return locks.whileHolding(
        id,
        lock -> {
          reporting.observer().serialized(Duration.between(asked, clock.instant()));
          try {
            return rotator.rotate(lock, trigger);
          } catch (RuntimeException e) {
            return Landing.asked(failed(explained(id, e)));
          }
        });
  }

  private RefreshFailure explained(ConnectionId id, RuntimeException thrown) {
    return switch (thrown) {
      case SealedException _ -> new RefreshFailure.Sealed();
      case AuditUnavailableException _ -> new RefreshFailure.AuditUnavailable();
      case JournalUnavailableException _, StoreUnavailableException _, UnwrittenRowException _ -> {
        LOG.log(System.Logger.Level.WARNING, "connection " + id + " was not refreshed", thrown);
        yield new RefreshFailure.StoreUnavailable();
      }
      case UnknownKeyTermException _ -> {
        LOG.log(
            System.Logger.Level.WARNING,
            "connection {0} was not refreshed: {1}",
            id,
            thrown.getMessage());
        yield new RefreshFailure.KeyTermUnknown();
      }
      case IntegrityException broken -> quarantined(id, broken);
      default -> {
        LOG.log(System.Logger.Level.ERROR, "connection " + id + ": refresh failed", thrown);
        yield new RefreshFailure.StoreUnavailable();
      }
    };
  }

  /** A record that is not as we wrote it serves nothing until a person has looked. */
  private RefreshFailure quarantined(ConnectionId id, IntegrityException broken) {
    LOG.log(System.Logger.Level.ERROR, "connection " + id + " quarantined", broken);
    Instant now = reporting.clock().instant();
    try {
      holds.quarantine(id, Reason.INTEGRITY, now);
      trail.quarantined(id);
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "the quarantine of " + id + " is not durable", e);
    }
    cache.withdraw(id);
    return new RefreshFailure.Integrity();
  }

  private static RotationOutcome failed(RefreshFailure failure) {
    return new RotationOutcome.Failed(failure);
  }
}
