package io.rotakeep.adapter.micrometer;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.rotakeep.core.connection.ConnectionStore;
import io.rotakeep.core.connection.ConnectionStore.ProviderState;
import io.rotakeep.core.connection.LineageStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * How many connections stand where. The store is asked at most once in ten seconds, on a thread of
 * its own: a scrape waits for it a moment, then shows what was known before. While the store does
 * not answer the gauges are absent rather than old. Thread-safe.
 */
final class ConnectionGauges {
  static final Duration KEPT = Duration.ofSeconds(10);
  private static final Duration PATIENCE = Duration.ofMillis(500);
  private static final double DAY = (double) Duration.ofDays(1).toMillis();
  private static final String IN_DOUBT = "IN_DOUBT";
  private static final System.Logger LOG = System.getLogger(ConnectionGauges.class.getName());

  private final ConnectionStore store;
  private final LineageStore lineage;
  private final ProviderLabels labels;
  private final InstantSource clock;
  private final MultiGauge connections;
  private final MultiGauge idleDays;
  private final AtomicReference<@Nullable Count> newest = new AtomicReference<>();
  private volatile double inDoubt = Double.NaN;

  private record Count(Instant begun, CompletableFuture<Void> done) {}

  ConnectionGauges(
      ConnectionStore store,
      LineageStore lineage,
      ProviderLabels labels,
      InstantSource clock,
      MeterRegistry registry) {
    this.store = store;
    this.lineage = lineage;
    this.labels = labels;
    this.clock = clock;
    this.connections =
        MultiGauge.builder("rotakeep.connections")
            .description("Connections by provider and state")
            .register(registry);
    this.idleDays =
        MultiGauge.builder("rotakeep.refresh.token.idle.days.max")
            .description("Days since the refresh token that has rested longest was used")
            .register(registry);
    Gauge.builder("rotakeep.attempts.in.doubt", this, gauges -> gauges.inDoubt)
        .description("Connections with an attempt whose outcome is unknown")
        .strongReference(true)
        .register(registry);
  }

  /** Waits half a second at the most. */
  void refresh() {
    Count count = current();
    try {
      count.done().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (TimeoutException e) {
      LOG.log(System.Logger.Level.DEBUG, "the store is still counting its connections");
    } catch (ExecutionException e) {
      LOG.log(System.Logger.Level.DEBUG, "the store did not count its connections", e);
    }
  }

  private Count current() {
    Instant now = clock.instant();
    Count seen = newest.get();
    if (seen != null && (!seen.done().isDone() || now.isBefore(seen.begun().plus(KEPT)))) {
      return seen;
    }
    Count fresh = new Count(now, new CompletableFuture<>());
    if (!newest.compareAndSet(seen, fresh)) {
      Count winner = newest.get();
      return winner == null ? fresh : winner;
    }
    Thread.ofVirtual().name("rotakeep-connection-count").start(() -> count(fresh.done()));
    return fresh;
  }

  private void count(CompletableFuture<Void> done) {
    try {
      show(store.counts());
      showIdle(lineage.longestUnused());
      done.complete(null);
    } catch (RuntimeException e) {
      show(Map.of());
      showIdle(Map.of());
      inDoubt = Double.NaN;
      done.completeExceptionally(e);
    }
  }

  private void show(Map<ProviderState, Long> counts) {
    Map<ProviderState, Long> shown = new HashMap<>();
    counts.forEach(
        (key, count) ->
            shown.merge(
                new ProviderState(labels.of(key.provider()), key.state()), count, Long::sum));
    List<Row<?>> rows =
        shown.entrySet().stream()
            .<Row<?>>map(
                entry ->
                    Row.of(
                        Tags.of(
                            "provider", entry.getKey().provider(), "state", entry.getKey().state()),
                        entry.getValue()))
            .toList();
    connections.register(rows, true);
    inDoubt =
        counts.entrySet().stream()
            .filter(entry -> entry.getKey().state().equals(IN_DOUBT))
            .mapToLong(Map.Entry::getValue)
            .sum();
  }

  private void showIdle(Map<String, Instant> longestUnused) {
    Instant now = clock.instant();
    Map<String, Double> days = new HashMap<>();
    longestUnused.forEach(
        (provider, since) ->
            days.merge(
                labels.of(provider),
                (double) Duration.between(since, now).toMillis() / DAY,
                Math::max));
    List<Row<?>> rows =
        days.entrySet().stream()
            .<Row<?>>map(entry -> Row.of(Tags.of("provider", entry.getKey()), entry.getValue()))
            .toList();
    idleDays.register(rows, true);
  }
}
