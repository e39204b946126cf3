package io.rotakeep.adapter.micrometer;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmInfoMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.rotakeep.core.access.AccessObserver;
import io.rotakeep.core.connection.ConnectionStore;
import io.rotakeep.core.connection.LineageStore;
import io.rotakeep.core.enrollment.GrantLimitObserver;
import io.rotakeep.core.enrollment.RevocationObserver;
import io.rotakeep.core.incident.Incident;
import io.rotakeep.core.incident.IncidentObserver;
import io.rotakeep.core.incident.Severity;
import io.rotakeep.core.notice.NoticeObserver;
import io.rotakeep.core.oauth.EgressObserver;
import io.rotakeep.core.provider.ProviderName;
import io.rotakeep.core.quota.QuotaLimit;
import io.rotakeep.core.rotation.RotationObserver;
import io.rotakeep.core.rotation.StoreFaults;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/**
 * All meters of one daemon. No label ever holds a connection's id, a caller or a subject.
 * Thread-safe.
 */
public final class PrometheusMeters implements AutoCloseable {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final ProviderLabels labels = new ProviderLabels();
  private final JvmGcMetrics collections = new JvmGcMetrics();
  private final List<Runnable> beforeScrape = new CopyOnWriteArrayList<>();
  private final RotationObserver rotations;
  private final AccessObserver accesses;
  private final RevocationObserver revocations;
  private final GrantLimitObserver grantLimits;
  private final AuditMeters audit;

  public PrometheusMeters() {
    List.<MeterBinder>of(
            new JvmInfoMetrics(),
            new JvmMemoryMetrics(),
            collections,
            new JvmThreadMetrics(),
            new ClassLoaderMetrics(),
            new ProcessorMetrics(),
            new FileDescriptorMetrics(),
            new UptimeMetrics())
        .forEach(binder -> binder.bindTo(registry));
    this.rotations = new MeteredRotations(registry, labels);
    ProviderMeters<Counter> requests =
        counters("rotakeep.access.token.requests", "Access tokens asked for", "result");
    this.accesses = (provider, result) -> requests.of(provider, result).increment();
    ProviderMeters<Counter> revoked =
        counters("rotakeep.revocations", "Grants whose end was asked of their provider", "result");
    this.revocations = (provider, result) -> revoked.of(provider, result).increment();
    ProviderMeters<Counter> crowded =
        counters(
            "rotakeep.grant.limits", "Enrolments that met the limit of their subject", "result");
    this.grantLimits = (provider, result) -> crowded.of(provider, result).increment();
    this.audit = new AuditMeters(registry);
  }

  public RotationObserver rotations() {
    return rotations;
  }

  public AccessObserver accesses() {
    return accesses;
  }

  public EgressObserver egress() {
    return new MeteredEgress(registry);
  }

  public IncidentObserver incidents() {
    return (kind, severity) ->
        Counter.builder("rotakeep.incidents")
            .description("Incidents that were opened")
            .tags("kind", kind.name(), "severity", severity.name())
            .register(registry)
            .increment();
  }

  public NoticeObserver notices() {
    return (receiver, result) ->
        Counter.builder("rotakeep.notices")
            .description("Notices of incidents to receivers, by what became of them")
            .tags("receiver", receiver, "result", result.name())
            .register(registry)
            .increment();
  }

  /** To be called once for each receiver. */
  public void showWaitingNotices(String receiver, IntSupplier waiting) {
    Gauge.builder("rotakeep.notices.waiting", waiting, IntSupplier::getAsInt)
        .description("Notices of incidents that a receiver has not taken yet")
        .tag("receiver", receiver)
        .strongReference(true)
        .register(registry);
  }

  /** Counts the calls that were refused, without saying whose. */
  public void throttled(QuotaLimit limit) {
    Counter.builder("rotakeep.callers.throttled")
        .description("Calls refused because their caller had asked more than its quota")
        .tag("limit", limit.word())
        .register(registry)
        .increment();
  }

  public RevocationObserver revocations() {
    return revocations;
  }

  public GrantLimitObserver grantLimits() {
    return grantLimits;
  }

  public AuditMeters audit() {
    return audit;
  }

  public void showSeal(BooleanSupplier sealed) {
    Gauge.builder("rotakeep.sealed", sealed, state -> state.getAsBoolean() ? 1 : 0)
        .description("1 while the daemon may not use its keys")
        .strongReference(true)
        .register(registry);
  }

  /** To be called once. */
  public void showStoreFaults(StoreFaults faults) {
    for (StoreFaults.Part part : StoreFaults.Part.values()) {
      Gauge.builder(
              "rotakeep.store.fault",
              faults,
              all -> all.standing().stream().filter(one -> one.part() == part).count())
          .description("1 while this part of the store has a fault")
          .tag("part", part.word())
          .strongReference(true)
          .register(registry);
    }
  }

  /** To be called once. */
  public void showConnections(ConnectionStore store, LineageStore lineage, InstantSource clock) {
    beforeScrape.add(new ConnectionGauges(store, lineage, labels, clock, registry)::refresh);
  }

  /** To be called once. */
  public void showCircuits(Supplier<Set<ProviderName>> open) {
    beforeScrape.add(
        new ProviderFlags(
                MultiGauge.builder("rotakeep.provider.circuit.open")
                    .description("1 while refreshes wait because the provider refuses our client")
                    .register(registry),
                open,
                labels)
            ::refresh);
  }

  /** To be called once. */
  public void showOlderSecrets(Supplier<Set<ProviderName>> older) {
    beforeScrape.add(
        new ProviderFlags(
                MultiGauge.builder("rotakeep.provider.older.secret.in.use")
                    .description("1 while the provider accepts only the older client secret")
                    .register(registry),
                older,
                labels)
            ::refresh);
  }

  /** To be called once. */
  public void showIncidents(Supplier<List<Incident>> unresolved) {
    for (Severity severity : Severity.values()) {
      Gauge.builder(
              "rotakeep.incidents.open",
              unresolved,
              all -> all.get().stream().filter(one -> one.severity() == severity).count())
          .description("Incidents that nobody has resolved yet")
          .tag("severity", severity.name())
          .strongReference(true)
          .register(registry);
    }
  }

  /** For the binders of other libraries, such as a connection pool's. */
  public MeterRegistry registry() {
    return registry;
  }

  /** Prometheus' text format, version 0.0.4. */
  public String scrape() {
    beforeScrape.forEach(Runnable::run);
    return registry.scrape();
  }

  @Override
  public void close() {
    collections.close();
    registry.close();
  }

  private ProviderMeters<Counter> counters(String name, String description, String word) {
    return new ProviderMeters<>(
        labels,
        (provider, value) ->
            Counter.builder(name)
                .description(description)
                .tags("provider", provider, word, value)
                .register(registry));
  }
}
