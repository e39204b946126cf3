package io.rotakeep.daemon;

import io.rotakeep.adapter.yaml.DaemonSettings;
import io.rotakeep.core.approval.Approvals;
import io.rotakeep.core.audit.AuditDevice;
import io.rotakeep.core.rotation.StoreFaults;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;

/**
 * What a daemon has whether it is sealed or not.
 *
 * @param ended to be completed once nothing but a new process can make anything durable
 */
record Premises(
    DaemonSettings settings,
    StoreFiles files,
    Surroundings around,
    Seams seams,
    AuditDevice audit,
    AuditRooms recording,
    LiveAccess access,
    StoreFaults faults,
    CoreRooms.Chance chance,
    CompletableFuture<Void> ended) {
  /** Those of one time between unsealing and sealing; the seal is one person's to close. */
  Approvals approvals() {
    return new Approvals(access::approvers, audit, chance.random(), clock());
  }

  InstantSource clock() {
    return chance.clock();
  }
}
