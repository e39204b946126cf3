package io.rotakeep.adapter.micrometer;

import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.rotakeep.core.provider.ProviderName;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** At which providers something is so; 0 for those where it has been. Thread-safe. */
final class ProviderFlags {
  private final MultiGauge gauge;
  private final Supplier<Set<ProviderName>> raised;
  private final ProviderLabels labels;
  private final Map<String, Integer> shown = new ConcurrentHashMap<>();

  ProviderFlags(MultiGauge gauge, Supplier<Set<ProviderName>> raised, ProviderLabels labels) {
    this.gauge = gauge;
    this.raised = raised;
    this.labels = labels;
  }

  void refresh() {
    shown.replaceAll((_, _) -> 0);
    raised.get().forEach(provider -> shown.put(labels.of(provider.value()), 1));
    List<Row<?>> rows =
        shown.entrySet().stream()
            .<Row<?>>map(entry -> Row.of(Tags.of("provider", entry.getKey()), entry.getValue()))
            .toList();
    gauge.register(rows, true);
  }
}
