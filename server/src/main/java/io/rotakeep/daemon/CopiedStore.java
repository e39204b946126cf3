package io.rotakeep.daemon;

import io.rotakeep.core.audit.AuditDevice;
import io.rotakeep.core.connection.Holds;
import io.rotakeep.core.enrollment.StoreTrust;
import io.rotakeep.core.incident.StaleStoreAlarm;
import io.rotakeep.core.rotation.StoreOpening;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;

/** What a daemon does, and leaves, while its store may be a restored or cloned one. */
final class CopiedStore {
  private final CoreRooms core;
  private final StoreTrust trust;

  CopiedStore(CoreRooms core, StoreFiles files, AuditDevice audit, InstantSource clock) {
    this.core = core;
    this.trust =
        new StoreTrust(
            core.connections,
            core.holds,
            core.journal,
            files.stores().repair(),
            core.cache,
            audit,
            clock);
  }

  Holds holds() {
    return core.holds;
  }

  StoreTrust trust() {
    return trust;
  }

  /** Tells people, once for each time that a store begins to be distrusted. */
  void alarm(UUID storeId, StoreOpening.Opened left) {
    Instant distrusted = left.distrusted();
    if (distrusted != null) {
      long count = core.connections.counts().values().stream().mapToLong(Long::longValue).sum();
      var _ = core.incidents.incidents().suspect(StaleStoreAlarm.of(storeId, distrusted, count));
    }
  }

  /** A copy asks nobody about incidents of the other one. */
  void followUpIncidents() {
    if (core.holds.distrusted().isEmpty()) {
      core.incidents.desk().response().resume();
    }
  }
}
