package io.rotakeep.daemon;

import io.rotakeep.adapter.file.DataDirectory;
import io.rotakeep.adapter.file.FileSealStore;
import io.rotakeep.adapter.journal.FileWitness;
import io.rotakeep.adapter.journal.FileWriteAheadLog;
import io.rotakeep.adapter.linux.OffHeapKeyMemory;
import io.rotakeep.adapter.sql.SqlStores;
import io.rotakeep.adapter.yaml.DaemonSettings;
import io.rotakeep.core.backup.LastBackup;
import io.rotakeep.core.connection.ConnectionStore;
import io.rotakeep.core.rotation.DurablePart;
import io.rotakeep.core.rotation.StoreFaults;
import io.rotakeep.core.rotation.StoreOpening;
import io.rotakeep.core.rotation.StoreRefusedException;
import io.rotakeep.core.rotation.StoreRepair;
import io.rotakeep.core.rotation.Witness;
import io.rotakeep.core.rotation.WitnessReading;
import io.rotakeep.core.rotation.WriteAheadLog;
import io.rotakeep.core.seal.KeyBarrier;
import io.rotakeep.core.seal.NewStore;
import io.rotakeep.core.seal.SealState;
import io.rotakeep.core.seal.SealWish;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Everything on disk, opened in the order in which one vouches for the next: the directory's lock,
 * the sealed keys, the witness, the journal, the database. Nothing is changed before all have been
 * found to belong together. Closed in the opposite order.
 */
final class StoreFiles implements AutoCloseable {
  static final String SEAL = "seal";
  static final String JOURNAL = "journal";

  private final Deque<AutoCloseable> opened;
  private final KeyBarrier barrier;
  private final UUID storeId;
  private final WriteAheadLog log;
  private final DurablePart journalFile;
  private final SqlStores stores;
  private final ConnectionStore connections;
  private final StoreOpening opening;
  private final LastBackup lastBackup;
  private StoreOpening.@Nullable Opened left;

  private StoreFiles(
      Deque<AutoCloseable> opened,
      KeyBarrier barrier,
      UUID storeId,
      WriteAheadLog log,
      DurablePart journalFile,
      SqlStores stores,
      ConnectionStore connections,
      StoreOpening opening) {
    this.opened = opened;
    this.barrier = barrier;
    this.storeId = storeId;
    this.log = log;
    this.journalFile = journalFile;
    this.stores = stores;
    this.connections = connections;
    this.opening = opening;
    this.left = opening.open();
    this.lastBackup = new LastBackup(stores.backupMarks());
  }

  /**
   * @throws RuntimeException with one clear line if any of it is not as it should be
   */
  static StoreFiles open(
      DaemonSettings settings, SecureRandom random, InstantSource clock, Seams seams) {
    Deque<AutoCloseable> opened = new ArrayDeque<>();
    try {
      DataDirectory directory = remembered(opened, DataDirectory.open(settings.dataDir()));
      KeyBarrier barrier =
          remembered(
              opened,
              new KeyBarrier(
                  SealChoice.of(settings.seal(), random),
                  new FileSealStore(directory.file(SEAL)),
                  random,
                  new OffHeapKeyMemory()));
      SealChoice.check(settings.seal(), barrier);
      UUID storeId = storeId(barrier);
      Witness witness = seams.witness(remembered(opened, FileWitness.open(settings.witness())));
      SqlStores stores = remembered(opened, SqlStores.inH2(directory.path()));
      FileWriteAheadLog log =
          remembered(
              opened,
              journal(
                  new Place(directory.file(JOURNAL), storeId, seams.segmentBytes()),
                  witness,
                  stores.repair()));
      return new StoreFiles(
          opened,
          barrier,
          storeId,
          seams.log(log),
          log,
          stores,
          seams.connections(stores.connections()),
          new StoreOpening(log, witness, stores.repair(), clock));
    } catch (RuntimeException e) {
      closeAll(opened);
      throw e;
    }
  }

  /** Makes the keys of a new store. The journal and the database follow at the first start. */
  static NewStore initialize(DaemonSettings settings, SealWish wish, SecureRandom random) {
    try (DataDirectory directory = DataDirectory.open(settings.dataDir())) {
      KeyBarrier barrier =
          new KeyBarrier(
              SealChoice.of(settings.seal(), random),
              new FileSealStore(directory.file(SEAL)),
              random,
              new OffHeapKeyMemory());
      if (!(barrier.state() instanceof SealState.Uninitialized)) {
        throw new StoreRefusedException(
            settings.dataDir() + ": is initialized already; nothing was changed");
      }
      return barrier.init(wish);
    }
  }

  static boolean isInitialized(DaemonSettings settings) {
    return Files.exists(settings.dataDir().resolve(SEAL));
  }

  static UUID storeId(KeyBarrier barrier) {
    return switch (barrier.state()) {
      case SealState.Sealed(UUID id) -> id;
      case SealState.Unsealed(UUID id) -> id;
      case SealState.Uninitialized _ ->
          throw new StoreRefusedException(
              "this store has no keys yet; run: rotakeep operator init --config FILE");
    };
  }

  private record Place(Path path, UUID storeId, int segmentBytes) {}

  private static FileWriteAheadLog journal(Place place, Witness witness, StoreRepair repair) {
    Path path = place.path();
    UUID storeId = place.storeId();
    Optional<UUID> present = FileWriteAheadLog.storeIdIn(path);
    if (present.isEmpty()) {
      if (repair.mark().isPresent() || !(witness.read() instanceof WitnessReading.Missing)) {
        throw new StoreRefusedException(
            path + ": the journal is missing, but this store has had one; restore it");
      }
      return FileWriteAheadLog.create(path, storeId, place.segmentBytes(), witness);
    }
    return FileWriteAheadLog.open(path, storeId, place.segmentBytes(), witness);
  }

  KeyBarrier barrier() {
    return barrier;
  }

  UUID storeId() {
    return storeId;
  }

  WriteAheadLog log() {
    return log;
  }

  ConnectionStore connections() {
    return connections;
  }

  /** What may fail in use, with what is beside the store. */
  Map<StoreFaults.Part, DurablePart> parts(DurablePart policies, DurablePart tls) {
    return Map.of(
        StoreFaults.Part.STORE,
        stores.failure(),
        StoreFaults.Part.JOURNAL,
        journalFile,
        StoreFaults.Part.POLICIES,
        policies,
        StoreFaults.Part.TLS,
        tls);
  }

  /** The other stores, and what is done to all of them. */
  SqlStores stores() {
    return stores;
  }

  LastBackup lastBackup() {
    return lastBackup;
  }

  /**
   * What the last process left, or the last time it was unsealed. To be asked for once each time:
   * the second time journal and database are compared anew.
   */
  synchronized StoreOpening.Opened left() {
    StoreOpening.Opened found = left == null ? opening.openAgain() : left;
    left = null;
    return found;
  }

  @Override
  public void close() {
    closeAll(opened);
  }

  private static <T extends AutoCloseable> T remembered(Deque<AutoCloseable> opened, T resource) {
    opened.push(resource);
    return resource;
  }

  private static void closeAll(Deque<AutoCloseable> opened) {
    System.Logger log = System.getLogger(StoreFiles.class.getName());
    while (!opened.isEmpty()) {
      try {
        opened.pop().close();
      } catch (Exception e) {
        log.log(System.Logger.Level.WARNING, "a file was not closed in order", e);
      }
    }
  }
}
