package io.rotakeep.daemon;

import io.micrometer.core.instrument.MeterRegistry;
import io.rotakeep.adapter.grpc.KeyHandling;
import io.rotakeep.adapter.micrometer.KeyMeters;
import io.rotakeep.core.rewrap.KeyRotation;
import io.rotakeep.core.rewrap.RecordRewrap;
import io.rotakeep.core.rewrap.RewrapMarks;
import io.rotakeep.core.rewrap.RewrapProgress;
import io.rotakeep.core.rewrap.Rewrapper;
import io.rotakeep.core.rotation.RowAge;
import io.rotakeep.core.seal.KeyBarrier;
import java.util.Optional;
import java.util.function.Supplier;

/** The terms of the data keys, and what brings the records under the newest. */
record KeyRooms(KeyBarrier barrier, KeyRotation rotation, Rewrapper rewrapper) {

  /**
   * @param access to the keys of this time between unsealing and sealing
   */
  static KeyRooms of(Premises premises, CoreRooms core, KeyAccess access) {
    StoreFiles files = premises.files();
    RewrapMarks marks = files.stores().rewrapMarks();
    RecordRewrap records =
        new RecordRewrap(
            core.connections,
            core.providers,
            core.locks,
            core.journal,
            new RowAge(core.journal, core.lineage),
            core.keys.secrets(),
            core.keys.credentials());
    return new KeyRooms(
        files.barrier(),
        new KeyRotation(files.barrier(), marks, premises.audit(), premises.clock()),
        new Rewrapper(
            () -> access.get().currentTerm(),
            core.connections,
            core.providers,
            records,
            marks,
            premises.audit(),
            premises.clock(),
            premises.settings().limits().rewraps()));
  }

  KeyHandling handling() {
    return new KeyHandling(barrier, rotation, rewrapper);
  }

  /** On a thread of its own: it waits for the disk, again and again. */
  Upkeep upkeep() {
    return new Upkeep().paced("records under a new key term", rewrapper::round);
  }

  /** To be called once; {@code there} is empty while sealed. */
  static void show(MeterRegistry registry, Supplier<Optional<KeyRooms>> there) {
    KeyMeters.show(
        registry,
        () -> there.get().map(keys -> keys.barrier.keyring().currentTerm().number()).orElse(0),
        () -> there.get().flatMap(keys -> keys.rewrapper.progress()).map(KeyRooms::left).orElse(0L),
        () -> there.get().map(keys -> keys.rewrapper.rewrapped()).orElse(0L));
  }

  private static long left(RewrapProgress progress) {
    return progress.total() - progress.done();
  }
}
