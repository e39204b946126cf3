package io.rotakeep.adapter.micrometer;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.rotakeep.core.audit.AuditDevice;
import io.rotakeep.core.audit.AuditTampering;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/** What is counted of the audit and its devices. Thread-safe. */
public final class AuditMeters {
  private final MeterRegistry registry;
  private final Counter failures;

  AuditMeters(MeterRegistry registry) {
    this.registry = registry;
    this.failures =
        Counter.builder("rotakeep.audit.failures")
            .description("Audit records that a device did not take")
            .register(registry);
  }

  /** The same device, with its failures counted. */
  public AuditDevice counting(AuditDevice device) {
    return new CountingAuditDevice(device, failures);
  }

  public void tampered(AuditTampering found) {
    Counter.builder("rotakeep.audit.tampered")
        .description("Times that an audit trail was not as it was left")
        .tag("sign", found.sign().name())
        .register(registry)
        .increment();
  }

  /** To be called once for each server. */
  public void showSyslog(String server, IntSupplier waiting, LongSupplier dropped) {
    Gauge.builder("rotakeep.audit.syslog.waiting", waiting, IntSupplier::getAsInt)
        .description("Audit records that a syslog server has not taken yet")
        .tag("server", server)
        .strongReference(true)
        .register(registry);
    // A counter holds its object weakly, and nobody else holds the supplier.
    FunctionCounter.builder("rotakeep.audit.dropped", registry, _ -> dropped.getAsLong())
        .description("Audit records that were not sent to a syslog server")
        .tag("server", server)
        .register(registry);
  }
}
