package io.rotakeep.adapter.limits;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.rotakeep.core.rotation.ProviderLoad;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A breaker, a bulkhead and a token bucket for each host of a provider, so that one which does not
 * answer costs neither threads nor tokens, and none is asked faster than it bears.
 */
public final class GuardedLoad implements ProviderLoad {
  private static final Duration A_MOMENT = Duration.ofSeconds(1);
  private static final Duration FIRST_WAIT = Duration.ofSeconds(5);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);
  private static final Duration FOR_A_PLACE = Duration.ofSeconds(5);
  private static final int WINDOW_SECONDS = 10;
  private static final int LEAST_CALLS = 5;
  private static final int PROBES = 3;

  private final CircuitBreakerConfig breakers;
  private final BulkheadConfig bulkheads;
  private final RateLimiterConfig buckets;
  private final ConcurrentHashMap<Target, Guards> guards = new ConcurrentHashMap<>();

  /**
   * @param atOnce token requests under way at one host
   * @param perSecond token requests begun at one host
   */
  public record Limits(int atOnce, int perSecond) {}

  public GuardedLoad(Limits limits, InstantSource clock) {
    this.breakers =
        CircuitBreakerConfig.custom()
            .slidingWindowType(SlidingWindowType.TIME_BASED)
            .slidingWindowSize(WINDOW_SECONDS)
            .minimumNumberOfCalls(LEAST_CALLS)
            .failureRateThreshold(50)
            .permittedNumberOfCallsInHalfOpenState(PROBES)
            .waitIntervalFunctionInOpenState(
                IntervalFunction.ofExponentialBackoff(FIRST_WAIT, 2, LONGEST_WAIT))
            .clock(clock.withZone(ZoneOffset.UTC))
            .build();
    this.bulkheads =
        BulkheadConfig.custom()
            .maxConcurrentCalls(limits.atOnce())
            .maxWaitDuration(FOR_A_PLACE)
            .build();
    this.buckets =
        RateLimiterConfig.custom()
            .limitForPeriod(Math.max(1, limits.perSecond() / 10))
            .limitRefreshPeriod(Duration.ofMillis(100))
            .timeoutDuration(FOR_A_PLACE)
            .build();
  }

  private record Guards(CircuitBreaker breaker, Bulkhead bulkhead, RateLimiter bucket) {}

  @Override
  public Admission enter(Target target) {
    Guards guard = guards.computeIfAbsent(target, this::guards);
    if (!guard.breaker().tryAcquirePermission()) {
      return new Refused(FIRST_WAIT);
    }
    if (!guard.bulkhead().tryAcquirePermission()) {
      guard.breaker().releasePermission();
      return new Refused(A_MOMENT);
    }
    if (!guard.bucket().acquirePermission()) {
      guard.bulkhead().onComplete();
      guard.breaker().releasePermission();
      return new Refused(A_MOMENT);
    }
    return new Place(guard);
  }

  private Guards guards(Target target) {
    String name = target.provider() + " at " + target.host();
    return new Guards(
        CircuitBreaker.of(name, breakers),
        Bulkhead.of(name, bulkheads),
        RateLimiter.of(name, buckets));
  }

  private static final class Place implements Admitted {
    private final Guards guard;
    private final AtomicBoolean told = new AtomicBoolean();

    private Place(Guards guard) {
      this.guard = guard;
    }

    @Override
    public void answered(boolean healthy, Duration elapsed) {
      if (!told.compareAndSet(false, true)) {
        return;
      }
      long nanos = Math.max(0, elapsed.toNanos());
      if (healthy) {
        guard.breaker().onSuccess(nanos, TimeUnit.NANOSECONDS);
      } else {
        guard.breaker().onError(nanos, TimeUnit.NANOSECONDS, new Silence());
      }
    }

    @Override
    public void close() {
      if (told.compareAndSet(false, true)) {
        guard.breaker().releasePermission();
      }
      guard.bulkhead().onComplete();
    }
  }

  /** What the breaker counts; nobody ever sees it. */
  private static final class Silence extends Exception {
    private static final long serialVersionUID = 1L;

    Silence() {
      super("no answer", null, false, false);
    }
  }
}
