package io.rotakeep.daemon;

import io.rotakeep.adapter.micrometer.BackupMeters;
import io.rotakeep.adapter.micrometer.PrometheusMeters;
import io.rotakeep.adapter.yaml.DaemonSettings;
import io.rotakeep.core.audit.AuditAction;
import io.rotakeep.core.audit.AuditOutcome;
import io.rotakeep.core.audit.AuditRecord;
import io.rotakeep.core.rotation.StoreFaults;
import io.rotakeep.core.seal.NewStore;
import io.rotakeep.core.seal.SealWish;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * The daemon from start to stop. It starts from the disk outwards: files, keys if nobody is needed
 * for them, core, recovery, and only then the listeners; it stops the other way round, so that what
 * was begun is kept. A seal that needs people is opened while it listens.
 */
public final class Daemon implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Daemon.class.getName());

  /** The exit code of a process that only a new one can replace; of EX_TEMPFAIL. */
  public static final int RESTART = 75;

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final Premises premises;
  private final VaultDoor door;
  private final Listeners listeners;

  /**
   * Starts; on return calls are answered.
   *
   * @throws IOException if an address cannot be listened on
   * @throws RuntimeException with one clear line if the store is not as it should be
   */
  public static Daemon start(DaemonSettings settings) throws IOException {
    return start(settings, Seams.NONE);
  }

  /** The same; the settings' file is read anew for what it says of callers at each SIGHUP. */
  public static Daemon start(DaemonSettings settings, Path file) throws IOException {
    Daemon daemon = start(settings);
    Premises premises = daemon.premises;
    daemon.part(HangUp.calls(new Reload(settings, file, premises.access(), premises.audit())::run));
    return daemon;
  }

  static Daemon start(DaemonSettings settings, Seams seams) throws IOException {
    InstantSource clock = InstantSource.system();
    ClockCheck.look(clock.instant(), Version.built());
    return new Daemon(settings, new SecureRandom(), clock, seams);
  }

  /**
   * Makes the keys of a new store.
   *
   * @param wish how they are to be sealed; of the kind that the settings name
   * @throws io.rotakeep.core.InvalidFieldException if the wish cannot be met
   */
  public static NewStore initialize(DaemonSettings settings, SealWish wish) {
    return StoreFiles.initialize(settings, wish, new SecureRandom());
  }

  /** The same, for a seal that needs nobody. */
  public static NewStore initialize(DaemonSettings settings) {
    return initialize(settings, SealWish.of(settings.seal().kind()));
  }

  public static boolean isInitialized(DaemonSettings settings) {
    return StoreFiles.isInitialized(settings);
  }

  private Daemon(DaemonSettings settings, SecureRandom random, InstantSource clock, Seams seams)
      throws IOException {
    boolean started = false;
    try {
      Surroundings.Making beside = part(Surroundings.making(settings, clock, seams));
      StoreFiles files = part(StoreFiles.open(settings, random, clock, seams));
      Surroundings around = beside.await();
      CoreRooms.Chance chance = new CoreRooms.Chance(random, clock);
      AuditRooms recording = part(AuditRooms.open(settings, files, around.meters(), chance));
      LiveAccess access = new LiveAccess(settings.access(), around.meters()::throttled, clock);
      this.premises =
          new Premises(
              settings,
              files,
              around,
              seams,
              seams.audit(recording.trail()),
              recording,
              access,
              new StoreFaults(files.parts(access, around.listeners().files()), clock),
              chance,
              new CompletableFuture<>());
      this.door = part(new VaultDoor(premises));
      show(around.meters(), files);
      door.openUnattended();
      tell(AuditAction.DAEMON_STARTED);
      this.listeners = Listeners.start(premises, door);
      EgressNotice.say(around.outside().egress().outlook());
      part(listeners.upkeep());
      part(door.upkeep());
      started = true;
    } finally {
      if (!started) {
        closeParts();
      }
    }
  }

  /**
   * @throws java.util.NoSuchElementException if callers come by the socket only
   */
  public InetSocketAddress grpcAddress() {
    return listeners.grpcAddress().orElseThrow();
  }

  public InetSocketAddress httpAddress() {
    return listeners.httpAddress();
  }

  /** Whether people must open its seal before it can serve. */
  public boolean isSealed() {
    return !door.desk().isOpen();
  }

  /** Completed once nothing but a new process can make anything durable, and would. */
  public CompletableFuture<Void> ended() {
    return premises.ended();
  }

  /** Takes no more calls, lets flights land, then closes the files. */
  @Override
  public void close() {
    try {
      listeners.stopServing();
      door.vault().ifPresent(OpenVault::land);
      listeners.close();
      tell(AuditAction.DAEMON_STOPPED);
    } finally {
      closeParts();
    }
  }

  private void show(PrometheusMeters meters, StoreFiles files) {
    meters.showStoreFaults(premises.faults());
    meters.showSeal(this::isSealed);
    meters.showConnections(files.connections(), files.stores().lineage(), premises.clock());
    meters.showCircuits(
        () -> door.vault().map(it -> it.core.rotation.openCircuits()).orElse(Set.of()));
    meters.showOlderSecrets(
        () -> door.vault().map(it -> it.core.rotation.olderSecrets()).orElse(Set.of()));
    KeyRooms.show(meters.registry(), () -> door.vault().map(it -> it.keyRooms));
    BackupMeters.show(meters.registry(), files.lastBackup()::when);
    meters.showIncidents(
        () -> door.vault().map(it -> it.core.incidents.incidents().unresolved()).orElse(List.of()));
    NoticeRooms.names(premises.settings())
        .forEach(
            name ->
                meters.showWaitingNotices(
                    name, () -> door.vault().map(it -> it.notices.waiting(name)).orElse(0)));
    files.stores().measure(meters.registry());
  }

  private void tell(AuditAction action) {
    premises
        .audit()
        .recordDurably(
            new AuditRecord(
                premises.clock().instant(), action, AuditOutcome.SUCCEEDED, "", "", 0, "", "", ""));
  }

  private <T extends AutoCloseable> T part(T part) {
    parts.push(part);
    return part;
  }

  private void closeParts() {
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception e) {
        LOG.log(System.Logger.Level.WARNING, "a part was not closed in order", e);
      }
    }
  }
}
