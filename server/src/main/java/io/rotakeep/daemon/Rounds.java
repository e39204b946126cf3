package io.rotakeep.daemon;

import io.rotakeep.core.connection.Tombstone;
import io.rotakeep.core.incident.CallerAlarm;
import io.rotakeep.core.rotation.Checkpointer;
import io.rotakeep.core.rotation.KeepAlive;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;

/** What a daemon looks after now and then, on a thread for each kind. */
record Rounds(CoreRooms core, StoreFiles files, InstantSource clock) {
  Upkeep ofTheStore(CopiedStore copied, CallerAlarm callers) {
    return new Upkeep()
        .every(
            Duration.ofSeconds(1),
            "callers beyond their quota",
            () -> callers.open(core.incidents.incidents()))
        .every(Duration.ofSeconds(2), "upstream revocations", core.revocations::resume)
        .every(Duration.ofSeconds(5), "incidents", copied::followUpIncidents)
        .every(Duration.ofSeconds(2), "trust in the store", copied.trust()::settle)
        .every(Duration.ofMinutes(1), "exchanges left open", this::resumeExchanges)
        .every(Duration.ofMinutes(1), "expired authorizations", this::expire)
        .every(Duration.ofHours(6), "old tombstones", this::forget);
  }

  /** On one thread: nothing is trimmed while a database is opened anew. */
  Upkeep ofDurability(StoreWatch watch) {
    Checkpointer checkpointer = new Checkpointer(core.journal, files.stores().repair());
    return new Upkeep()
        .every(Duration.ofSeconds(1), "faults of the store", watch::look)
        .every(Duration.ofSeconds(30), "checkpoint", checkpointer::run);
  }

  /** On a thread of its own: to open an incident waits for the audit. */
  Upkeep ofTheAudit(AuditRooms audit) {
    return new Upkeep()
        .every(
            Duration.ofMillis(500),
            "alarms of the audit",
            () -> audit.raise(core.incidents.incidents()));
  }

  /** On a thread of its own: a slow provider must not hold other upkeep up. */
  Upkeep ofIdleTokens(SecureRandom random) {
    KeepAlive keepAlive =
        new KeepAlive(core.providers, core.lineage, core.rotation.flights(), random, clock);
    return new Upkeep().every(Duration.ofMinutes(1), "keep alive", keepAlive::round);
  }

  /** Waits for connections' locks, and may ask who consented. */
  private void resumeExchanges() {
    Thread.ofVirtual().name("left exchanges").start(core.enrollment.exchange().left()::resume);
  }

  private void expire() {
    files.stores().pendingAuthorizations().deleteExpired(clock.instant());
  }

  private void forget() {
    files.stores().lineage().forgetBefore(clock.instant().minus(Tombstone.KEPT));
  }
}
