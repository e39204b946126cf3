package io.rotakeep.adapter.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PoolMetersTest {
  @TempDir Path directory;

  @Test
  void showThePoolOfAnOpenDatabase() {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    try (SqlStores stores = SqlStores.inH2(directory)) {
      stores.connections().counts();

      stores.measure(registry);

      assertThat(registry.scrape())
          .contains("hikaricp_connections_active{pool=\"rotakeep-h2\"} 0.0")
          .contains("hikaricp_connections_acquire_seconds");
    }
  }
}
