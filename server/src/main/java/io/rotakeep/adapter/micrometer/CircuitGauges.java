package io.rotakeep.adapter.micrometer;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.rotakeep.core.provider.ProviderName;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** At which providers a client's circuit is open; 0 for those where one has been. Thread-safe. */
final class CircuitGauges {
  private final Supplier<Set<ProviderName>> open;
  private final ProviderLabels labels;
  private final MultiGauge circuits;
  private final Map<String, Integer> shown = new ConcurrentHashMap<>();

  CircuitGauges(Supplier<Set<ProviderName>> open, ProviderLabels labels, MeterRegistry registry) {
    this.open = open;
    this.labels = labels;
    this.circuits =
        MultiGauge.builder("rotakeep.provider.circuit.open")
            .description("1 while refreshes wait because the provider refuses our registration")
            .register(registry);
  }

  void refresh() {
    shown.replaceAll((_, _) -> 0);
    open.get().forEach(provider -> shown.put(labels.of(provider.value()), 1));
    List<Row<?>> rows =
        shown.entrySet().stream()
            .<Row<?>>map(entry -> Row.of(Tags.of("provider", entry.getKey()), entry.getValue()))
            .toList();
    circuits.register(rows, true);
  }
}
