package io.rotakeep.adapter.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.rotakeep.core.access.AccessObserver;
import io.rotakeep.core.audit.AuditAction;
import io.rotakeep.core.audit.AuditDevice;
import io.rotakeep.core.audit.AuditOutcome;
import io.rotakeep.core.audit.AuditRecord;
import io.rotakeep.core.audit.AuditUnavailableException;
import io.rotakeep.core.provider.ProviderName;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class PrometheusMetersTest {
  private static final ProviderName SALESFORCE = new ProviderName("salesforce");
  private static final AuditRecord RECORD =
      new AuditRecord(
          Instant.EPOCH,
          AuditAction.ACCESS_TOKEN_READ,
          AuditOutcome.SUCCEEDED,
          "dev",
          "a/b",
          1,
          "",
          "",
          "");

  private final PrometheusMeters meters = new PrometheusMeters();

  @AfterEach
  void close() {
    meters.close();
  }

  @Test
  void countsRefreshesAndTakesTheirTime() {
    meters.rotations().finished(SALESFORCE, "rotated", Duration.ofMillis(80));
    meters.rotations().finished(SALESFORCE, "in_doubt", Duration.ofSeconds(3));

    assertThat(meters.scrape())
        .contains(
            "rotakeep_refreshes_total{outcome=\"rotated\",provider=\"salesforce\"} 1.0",
            "rotakeep_refreshes_total{outcome=\"in_doubt\",provider=\"salesforce\"} 1.0",
            "# TYPE rotakeep_refresh_seconds histogram",
            "rotakeep_refresh_seconds_bucket{provider=\"salesforce\",le=\"0.05\"} 0",
            "rotakeep_refresh_seconds_bucket{provider=\"salesforce\",le=\"0.1\"} 1",
            "rotakeep_refresh_seconds_bucket{provider=\"salesforce\",le=\"+Inf\"} 2",
            "rotakeep_refresh_seconds_sum{provider=\"salesforce\"} 3.08");
  }

  @Test
  void countsRejectionsByWhy() {
    meters.rotations().rejected(SALESFORCE, "unexplained");

    assertThat(meters.scrape())
        .contains(
            "rotakeep_rejections_total{classification=\"unexplained\",provider=\"salesforce\"}"
                + " 1.0");
  }

  @Test
  void showsHowLongFlightsWaited() {
    meters.rotations().serialized(Duration.ofMillis(50));

    assertThat(meters.scrape())
        .contains(
            "rotakeep_serialized_wait_seconds_bucket{le=\"0.1\"} 1",
            "rotakeep_serialized_wait_seconds_sum 0.05");
  }

  @Test
  void countsWhatCallersGot() {
    meters.accesses().answered(SALESFORCE, "hit");
    meters.accesses().answered(SALESFORCE, "hit");
    meters.accesses().answered(null, "not_allowed");

    assertThat(meters.scrape())
        .contains(
            "rotakeep_access_token_requests_total{provider=\"salesforce\",result=\"hit\"} 2.0",
            "rotakeep_access_token_requests_total{provider=\"_unknown\",result=\"not_allowed\"}"
                + " 1.0");
  }

  @Test
  void countsHowRevocationsEnd() {
    meters.revocations().revoked(SALESFORCE, "confirmed");

    assertThat(meters.scrape())
        .contains("rotakeep_revocations_total{provider=\"salesforce\",result=\"confirmed\"} 1.0");
  }

  @Test
  void countsWhatTheAuditDidNotTakeAndPassesItOn() {
    AuditDevice broken = meters.audit().counting(new BrokenAudit());

    assertThatThrownBy(() -> broken.record(RECORD)).isInstanceOf(AuditUnavailableException.class);
    assertThatThrownBy(() -> broken.recordDurably(RECORD))
        .isInstanceOf(AuditUnavailableException.class);

    assertThat(meters.scrape()).contains("rotakeep_audit_failures_total 2.0");
  }

  @Test
  void showsWhetherItIsSealed() {
    AtomicBoolean sealed = new AtomicBoolean(true);
    meters.showSeal(sealed::get);
    String before = meters.scrape();
    sealed.set(false);

    assertThat(before).contains("rotakeep_sealed 1.0");
    assertThat(meters.scrape()).contains("rotakeep_sealed 0.0");
  }

  @Test
  void showsWhereACircuitIsOpenAndWhereOneHasBeen() {
    AtomicReference<Set<ProviderName>> open = new AtomicReference<>(Set.of());
    meters.showCircuits(open::get);
    String before = meters.scrape();
    open.set(Set.of(new ProviderName("salesforce")));
    String during = meters.scrape();
    open.set(Set.of());

    assertThat(before).doesNotContain("rotakeep_provider_circuit_open{");
    assertThat(during).contains("rotakeep_provider_circuit_open{provider=\"salesforce\"} 1");
    assertThat(meters.scrape())
        .contains("rotakeep_provider_circuit_open{provider=\"salesforce\"} 0");
  }

  @Test
  void showsWhereOnlyTheOlderSecretIsAccepted() {
    meters.showCircuits(Set::of);
    meters.showOlderSecrets(() -> Set.of(new ProviderName("salesforce")));

    assertThat(meters.scrape())
        .contains("rotakeep_provider_older_secret_in_use{provider=\"salesforce\"} 1")
        .doesNotContain("rotakeep_provider_circuit_open{");
  }

  @Test
  void showsWhatAProcessAlwaysShows() {
    assertThat(meters.scrape())
        .contains(
            "rotakeep_audit_failures_total 0.0",
            "jvm_memory_used_bytes{",
            "jvm_threads_live_threads",
            "process_uptime_seconds",
            "process_cpu_usage");
  }

  @Test
  void givesOnlySoManyProvidersALabel() {
    for (int i = 0; i < ProviderLabels.MOST + 50; i++) {
      meters.accesses().answered(new ProviderName("provider-" + i), "hit");
    }

    assertThat(meters.scrape().lines().filter(line -> line.startsWith("rotakeep_access_token_")))
        .hasSize(ProviderLabels.MOST + 1)
        .anyMatch(line -> line.contains("provider=\"_other\"") && line.endsWith(" 50.0"));
  }

  @Test
  void givesOnlySoManyWordsALabel() {
    for (int i = 0; i < 1000; i++) {
      meters.accesses().answered(SALESFORCE, "word-" + i);
    }

    assertThat(meters.scrape().lines().filter(line -> line.startsWith("rotakeep_access_token_")))
        .hasSizeLessThan(50)
        .anyMatch(line -> line.contains("result=\"_other\""));
  }

  @Test
  void countsAHitWithoutAllocating() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    AccessObserver accesses = meters.accesses();
    for (int i = 0; i < 20_000; i++) {
      accesses.answered(SALESFORCE, "hit");
    }

    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < 10_000; i++) {
      accesses.answered(SALESFORCE, "hit");
    }
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;

    assertThat(allocated).isLessThan(10_000);
  }

  /** Takes nothing. */
  private static final class BrokenAudit implements AuditDevice {
    @Override
    public void record(AuditRecord audited) {
      throw new AuditUnavailableException("full");
    }

    @Override
    public void recordDurably(AuditRecord audited) {
      throw new AuditUnavailableException("full");
    }
  }
}
