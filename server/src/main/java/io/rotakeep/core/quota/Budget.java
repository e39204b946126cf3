package io.rotakeep.core.quota;

import io.rotakeep.core.caller.Caller;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What one caller has left. Hours are counted from the first call in each, one after another, so
 * over the turn of two of them a caller may have up to twice as much. Thread-safe, without a lock.
 */
final class Budget {
  static final Duration WINDOW = Duration.ofHours(1);
  private static final long WINDOW_MILLIS = WINDOW.toMillis();

  private final Caller caller;
  private final int requests;
  private final int tokens;
  private final int connections;
  private final @Nullable Pace pace;
  private final AtomicReference<Window> window = new AtomicReference<>(new Window(0, 0));

  Budget(Caller caller, int requests, int tokens, int connections) {
    this.caller = caller;
    this.requests = requests;
    this.tokens = tokens;
    this.connections = connections;
    this.pace = requests == Quota.NO_LIMIT ? null : new Pace(requests);
  }

  private static final class Window {
    final long start;
    final AtomicLong tokens = new AtomicLong();
    final DistinctIds connections;
    final Set<QuotaLimit> told = ConcurrentHashMap.newKeySet();

    Window(long start, int connections) {
      this.start = start;
      this.connections = new DistinctIds(connections);
    }
  }

  boolean isUnlimited() {
    return pace == null && !limitsReading();
  }

  @Nullable Breach request(long now, QuotaObserver observer) {
    Duration wait = waitOf(now);
    return wait.isZero() ? null : breach(QuotaLimit.REQUESTS_PER_SECOND, wait, now, observer);
  }

  /** Zero if the request is counted. */
  Duration waitOf(long now) {
    return pace == null ? Duration.ZERO : Duration.ofNanos(pace.take(now * 1_000_000));
  }

  @Nullable Breach read(String connection, long now, QuotaObserver observer) {
    if (!limitsReading()) {
      return null;
    }
    Window current = current(now);
    if (connections != Quota.NO_LIMIT && !current.connections.add(connection)) {
      return breach(QuotaLimit.DISTINCT_CONNECTIONS_PER_HOUR, left(current, now), now, observer);
    }
    if (current.tokens.getAndIncrement() >= tokens) {
      current.tokens.getAndDecrement();
      return breach(QuotaLimit.TOKENS_PER_HOUR, left(current, now), now, observer);
    }
    return null;
  }

  private boolean limitsReading() {
    return tokens != Quota.NO_LIMIT || connections != Quota.NO_LIMIT;
  }

  private Window current(long now) {
    Window present = window.get();
    // A clock set back by a little goes on in the same window, by much begins another.
    if (Math.abs(now - present.start) < WINDOW_MILLIS) {
      return present;
    }
    Window next = new Window(now, connections);
    Window raced = window.compareAndExchange(present, next);
    return raced == present ? next : raced;
  }

  private static Duration left(Window current, long now) {
    return Duration.ofMillis(Math.max(1, current.start + WINDOW_MILLIS - now));
  }

  private int allowed(QuotaLimit limit) {
    return switch (limit) {
      case REQUESTS_PER_SECOND -> requests;
      case TOKENS_PER_HOUR -> tokens;
      case DISTINCT_CONNECTIONS_PER_HOUR -> connections;
    };
  }

  private Breach breach(QuotaLimit limit, Duration wait, long now, QuotaObserver observer) {
    observer.throttled(limit);
    Window current = current(now);
    if (current.told.add(limit)) {
      observer.exceeded(
          new Excess(
              caller,
              limit,
              allowed(limit),
              Instant.ofEpochMilli(now),
              Instant.ofEpochMilli(current.start),
              current.tokens.get(),
              current.connections.count()));
    }
    return new Breach(limit, allowed(limit), wait);
  }
}
