package io.rotakeep.adapter.micrometer;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.rotakeep.core.provider.ProviderName;
import io.rotakeep.core.rotation.RotationObserver;
import java.time.Duration;

/** Counts rotations and takes their time. */
final class MeteredRotations implements RotationObserver {
  private static final Duration[] REQUEST_BUCKETS = {
    Duration.ofMillis(25),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofMillis(2500),
    Duration.ofSeconds(5),
    Duration.ofSeconds(10),
  };

  private static final Duration[] WAIT_BUCKETS = {
    Duration.ofMillis(1),
    Duration.ofMillis(10),
    Duration.ofMillis(100),
    Duration.ofSeconds(1),
    Duration.ofSeconds(5),
    Duration.ofSeconds(10),
    Duration.ofSeconds(30),
  };

  private final ProviderMeters<Counter> refreshes;
  private final ProviderMeters<Counter> rejections;
  private final ProviderMeters<Timer> seconds;
  private final Timer waits;

  MeteredRotations(MeterRegistry registry, ProviderLabels labels) {
    this.refreshes =
        new ProviderMeters<>(
            labels,
            (provider, outcome) ->
                Counter.builder("rotakeep.refreshes")
                    .description("Refreshes that ended, by what came of them")
                    .tags("provider", provider, "outcome", outcome)
                    .register(registry));
    this.rejections =
        new ProviderMeters<>(
            labels,
            (provider, classification) ->
                Counter.builder("rotakeep.rejections")
                    .description("Refresh tokens refused for good, by why")
                    .tags("provider", provider, "classification", classification)
                    .register(registry));
    this.seconds =
        new ProviderMeters<>(
            labels,
            (provider, _) ->
                Timer.builder("rotakeep.refresh")
                    .description("From a refresh's first byte to its verdict")
                    .tag("provider", provider)
                    .serviceLevelObjectives(REQUEST_BUCKETS)
                    .register(registry));
    this.waits =
        Timer.builder("rotakeep.serialized.wait")
            .description("How long refreshes waited for their connection's lock")
            .serviceLevelObjectives(WAIT_BUCKETS)
            .register(registry);
  }

  @Override
  public void finished(ProviderName provider, String outcome, Duration elapsed) {
    refreshes.of(provider, outcome).increment();
    seconds.of(provider, "").record(elapsed);
  }

  @Override
  public void rejected(ProviderName provider, String classification) {
    rejections.of(provider, classification).increment();
  }

  @Override
  public void serialized(Duration waited) {
    waits.record(waited);
  }
}
