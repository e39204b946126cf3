package io.rotakeep.adapter.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What counts elsewhere goes on counting, though nobody but the registry knows of it. */
final class CountersTest {
  private final PrometheusMeters meters = new PrometheusMeters();
  private final AtomicLong rewrapped = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();

  @Test
  void countOnAfterAGarbageCollection() {
    KeyMeters.show(meters.registry(), () -> 1, () -> 0, rewrapped::get);
    meters.audit().showSyslog("udp", () -> 0, dropped::get);
    collectGarbage();

    rewrapped.set(7);
    dropped.set(9);

    assertThat(meters.scrape())
        .contains(
            "rotakeep_rewrapped_records_total 7.0",
            "rotakeep_audit_dropped_total{server=\"udp\"} 9.0");
    meters.close();
  }

  private static void collectGarbage() {
    WeakReference<Object> witness = new WeakReference<>(new Object());
    Awaitility.await()
        .until(
            () -> {
              System.gc();
              return witness.get() == null;
            });
  }
}
