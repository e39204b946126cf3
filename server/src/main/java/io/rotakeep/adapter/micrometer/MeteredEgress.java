package io.rotakeep.adapter.micrometer;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.rotakeep.core.oauth.EgressObserver;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts requests that were not sent because of the address they would have left from, by address:
 * one of this machine's, so there are few. Thread-safe.
 */
final class MeteredEgress implements EgressObserver {
  /** An IPv6 address may change every day. */
  private static final int MOST = 20;

  private final MeterRegistry registry;
  private final Set<String> named = ConcurrentHashMap.newKeySet();

  MeteredEgress(MeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public void undeclared(String address) {
    boolean known = named.contains(address) || (named.size() < MOST && named.add(address));
    Counter.builder("rotakeep.egress.undeclared")
        .description("Requests not sent: egress.addresses does not declare where they would leave")
        .tag("address", known ? address : ProviderLabels.OTHER)
        .register(registry)
        .increment();
  }
}
