package io.rotakeep.daemon;

import io.rotakeep.adapter.yaml.DaemonSettings;
import io.rotakeep.core.audit.AuditDevice;
import io.rotakeep.core.caller.Policies;
import io.rotakeep.core.rotation.StoreFaults;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

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
    Supplier<Policies> policies,
    StoreFaults faults,
    CoreRooms.Chance chance,
    CompletableFuture<Void> ended) {
  InstantSource clock() {
    return chance.clock();
  }
}
