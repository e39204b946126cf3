package io.rotakeep.daemon;

import io.rotakeep.adapter.file.FileAuditDevice;
import io.rotakeep.adapter.limits.GuardedLoad;
import io.rotakeep.adapter.micrometer.PrometheusMeters;
import io.rotakeep.adapter.yaml.DaemonSettings;
import io.rotakeep.core.audit.AuditAction;
import io.rotakeep.core.audit.AuditDevice;
import io.rotakeep.core.audit.AuditOutcome;
import io.rotakeep.core.audit.AuditRecord;
import io.rotakeep.core.audit.AuditTrail;
import io.rotakeep.core.caller.Policies;
import io.rotakeep.core.notice.Notices;
import io.rotakeep.core.rotation.StoreFaults;
import io.rotakeep.core.seal.SealState;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The daemon from start to stop. It starts from the disk outwards: files, keys, core, recovery, and
 * only then the listeners; it stops the other way round, so that what was begun is kept.
 */
public final class Daemon implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Daemon.class.getName());

  /** Longer than a whole exchange with an authorization server may take. */
  private static final Duration LANDING = Duration.ofSeconds(12);

  /** The exit code of a process that only a new one can replace; of EX_TEMPFAIL. */
  public static final int RESTART = 75;

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final CoreRooms core;
  private final Listeners listeners;
  private final AuditDevice audit;
  private final StoreWatch watch;
  private final InstantSource clock;

  /**
   * Starts; on return calls are answered.
   *
   * @throws IOException if an address cannot be listened on
   * @throws RuntimeException with one clear line if the store is not as it should be
   */
  public static Daemon start(DaemonSettings settings) throws IOException {
    return start(settings, Seams.NONE);
  }

  static Daemon start(DaemonSettings settings, Seams seams) throws IOException {
    InstantSource clock = InstantSource.system();
    ClockCheck.look(clock.instant(), Version.built());
    return new Daemon(settings, new SecureRandom(), clock, seams);
  }

  /** Makes the keys of a new store, and the key file that seals them; returns the store's id. */
  public static UUID initialize(DaemonSettings settings) {
    return StoreFiles.initialize(settings, new SecureRandom());
  }

  public static boolean isInitialized(DaemonSettings settings) {
    return StoreFiles.isInitialized(settings);
  }

  private Daemon(DaemonSettings settings, SecureRandom random, InstantSource clock, Seams seams)
      throws IOException {
    this.clock = clock;
    boolean started = false;
    try {
      Surroundings.Making beside = part(Surroundings.making(settings, clock, seams));
      StoreFiles files = part(StoreFiles.open(settings, random, clock, seams));
      files.barrier().unseal();
      Surroundings around = beside.await();
      PrometheusMeters meters = around.meters();
      this.audit = meters.counting(seams.audit(audit(settings)));
      Policies policies = new Policies(settings.policies(), clock);
      CoreRooms.Chance chance = new CoreRooms.Chance(random, clock);
      this.core =
          new CoreRooms(
              files,
              around.outside().overHttp().with(seams::tokenEndpoint),
              told(meters),
              chance,
              given(settings, () -> policies, around));
      core.rotation.recovery(core.enrollment.exchange()).run(files.opening().unsettled());
      CopiedStore copied = new CopiedStore(core, files, audit, clock);
      copied.alarm(files);
      StoreFaults faults = new StoreFaults(files.parts(), clock);
      this.watch = StoreWatch.of(settings, files, core, faults, clock);
      show(meters, files, faults);
      Notices notices = part(NoticeRooms.start(settings, core, files, around, audit, chance));
      begin(new Rounds(core, files, clock), copied, random);
      tell(AuditAction.DAEMON_STARTED);
      Listeners.Around shared =
          shared(files, new LookedAfter(copied, faults, notices), around, policies, chance);
      this.listeners = Listeners.start(settings, around.listeners(), core, shared);
      EgressNotice.say(around.outside().egress().outlook());
      part(listeners.upkeep());
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

  /** Completed once nothing but a new process can make anything durable, and would. */
  public CompletableFuture<Void> ended() {
    return watch.ended();
  }

  /** Takes no more calls, lets flights land, then closes the files. */
  @Override
  public void close() {
    listeners.stopServing();
    if (!core.rotation.flights().land(LANDING)) {
      LOG.log(System.Logger.Level.WARNING, "some refreshes had not landed; the journal keeps them");
    }
    listeners.close();
    try {
      tell(AuditAction.DAEMON_STOPPED);
    } finally {
      closeParts();
    }
  }

  private void begin(Rounds rounds, CopiedStore copied, SecureRandom random) {
    part(rounds.ofTheStore(copied));
    part(rounds.ofDurability(watch));
    part(rounds.ofIdleTokens(random));
  }

  /** What is looked after while it runs, and told of by its status. */
  private record LookedAfter(CopiedStore copied, StoreFaults faults, Notices notices) {}

  private Listeners.Around shared(
      StoreFiles files,
      LookedAfter after,
      Surroundings around,
      Policies policies,
      CoreRooms.Chance chance) {
    return new Listeners.Around(
        files.barrier(),
        after.copied(),
        after.faults(),
        around.meters(),
        audit,
        () -> policies,
        around.presets(),
        around.outside(),
        after.notices(),
        chance);
  }

  private CoreRooms.Told told(PrometheusMeters meters) {
    return new CoreRooms.Told(
        audit,
        meters.rotations(),
        meters.accesses(),
        meters.revocations(),
        meters.grantLimits(),
        meters.incidents());
  }

  private static CoreRooms.Given given(
      DaemonSettings settings, Supplier<Policies> policies, Surroundings around) {
    return new CoreRooms.Given(
        policies,
        around.presets(),
        callback(settings),
        settings.incidents().revokeUpstream(),
        new GuardedLoad(
            new GuardedLoad.Limits(settings.limits().atOnce(), settings.limits().perSecond()),
            InstantSource.system()),
        around.outside().egress().outlook().declared());
  }

  private static @Nullable URI callback(DaemonSettings settings) {
    URI url = settings.listen().publicUrl();
    return url == null ? null : url.resolve("/oauth/callback");
  }

  private AuditDevice audit(DaemonSettings settings) {
    return new AuditTrail(settings.audit().stream().<AuditDevice>map(this::auditFile).toList());
  }

  private AuditDevice auditFile(Path path) {
    return part(FileAuditDevice.open(path));
  }

  private void show(PrometheusMeters meters, StoreFiles files, StoreFaults faults) {
    meters.showStoreFaults(faults);
    meters.showSeal(() -> !(files.barrier().state() instanceof SealState.Unsealed));
    meters.showConnections(core.connections, core.lineage, clock);
    meters.showCircuits(core.rotation::openCircuits);
    meters.showOlderSecrets(core.rotation::olderSecrets);
    meters.showIncidents(core.incidents.incidents()::unresolved);
    files.stores().measure(meters.registry());
  }

  private void tell(AuditAction action) {
    audit.recordDurably(
        new AuditRecord(clock.instant(), action, AuditOutcome.SUCCEEDED, "", "", 0, "", "", ""));
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
