package io.rotakeep.daemon;

import io.rotakeep.adapter.grpc.Calls;
import io.rotakeep.adapter.grpc.Permissions;
import io.rotakeep.adapter.limits.GuardedLoad;
import io.rotakeep.adapter.micrometer.PrometheusMeters;
import io.rotakeep.adapter.yaml.AuditSettings;
import io.rotakeep.adapter.yaml.DaemonSettings;
import io.rotakeep.core.audit.AuditDevice;
import io.rotakeep.core.notice.Notices;
import io.rotakeep.core.rotation.StoreOpening;
import io.rotakeep.core.seal.Rekeying;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What there is of a daemon while it is unsealed: the whole core, and what it does by itself. It
 * begins with what an earlier process or an earlier time left, and ends with nothing of it in
 * memory.
 */
final class OpenVault implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(OpenVault.class.getName());

  /** Longer than a whole exchange with an authorization server may take. */
  private static final Duration LANDING = Duration.ofSeconds(12);

  final CoreRooms core;
  final CopiedStore copied;
  final Notices notices;
  final Rekeying rekeying;
  final KeyRooms keyRooms;
  final Calls calls;
  private final InstantSource clock;
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();

  /**
   * @param open whether callers are to be served
   * @throws RuntimeException if the store is not as it should be
   */
  OpenVault(Premises premises, BooleanSupplier open) {
    boolean begun = false;
    this.clock = premises.clock();
    try {
      StoreFiles files = premises.files();
      AuditDevice audit = premises.audit();
      StoreOpening.Opened left = files.left();
      KeyAccess keys = part(new KeyAccess(files.barrier()));
      this.core =
          new CoreRooms(
              files,
              left,
              keys,
              premises.around().outside().overHttp().with(premises.seams()::tokenEndpoint),
              told(premises),
              premises.chance(),
              given(premises));
      part(core.journal::end);
      core.rotation.recovery(core.enrollment.exchange()).run(left.unsettled());
      this.copied = new CopiedStore(core, files, audit, clock);
      copied.alarm(files.storeId(), left);
      this.notices = part(NoticeRooms.start(premises, core));
      this.keyRooms = KeyRooms.of(premises, core, keys);
      begin(new Rounds(core, files, clock), premises);
      this.rekeying =
          part(new Rekeying(files.barrier(), audit, clock, premises.chance()::shortName));
      this.calls = calls(premises, core, open);
      begun = true;
    } finally {
      if (!begun) {
        closeParts();
      }
    }
  }

  /** Waits for what is under way with authorization servers: without keys no answer is kept. */
  void land() {
    core.journal.land();
    Instant end = clock.instant().plus(LANDING);
    boolean refreshes = core.rotation.flights().land(LANDING);
    boolean exchanges =
        core.enrollment.exchange().left().land(Duration.between(clock.instant(), end));
    if (!refreshes || !exchanges) {
      LOG.log(
          System.Logger.Level.WARNING,
          "some refreshes or consents had not landed; the journal says which");
    }
  }

  @Override
  public void close() {
    closeParts();
  }

  private void begin(Rounds rounds, Premises premises) {
    part(rounds.ofTheStore(copied, premises.access().alarm()));
    part(rounds.ofDurability(StoreWatch.of(premises, core)));
    part(rounds.ofIdleTokens(premises.chance().random()));
    part(rounds.ofTheAudit(premises.recording()));
    part(keyRooms.upkeep());
  }

  private static Calls calls(Premises premises, CoreRooms core, BooleanSupplier open) {
    return new Calls(
        new Permissions(
            premises.access()::policies, core.connections, premises.audit(), premises.clock()),
        premises.access()::quotas,
        premises.approvals(),
        open,
        premises.chance().random(),
        Calls.Patience.DEFAULT,
        premises.clock());
  }

  private static CoreRooms.Told told(Premises premises) {
    PrometheusMeters meters = premises.around().meters();
    return new CoreRooms.Told(
        premises.audit(),
        meters.rotations(),
        meters.accesses(),
        meters.revocations(),
        meters.grantLimits(),
        meters.incidents());
  }

  private static CoreRooms.Given given(Premises premises) {
    DaemonSettings settings = premises.settings();
    return new CoreRooms.Given(
        premises.access(),
        premises.around().presets(),
        callback(settings),
        settings.incidents().revokeUpstream(),
        new GuardedLoad(
            new GuardedLoad.Limits(settings.limits().atOnce(), settings.limits().perSecond()),
            InstantSource.system()),
        premises.around().outside().egress().outlook().declared(),
        settings.audit().stream().anyMatch(AuditSettings::durableReads));
  }

  private static @Nullable URI callback(DaemonSettings settings) {
    URI url = settings.listen().publicUrl();
    return url == null ? null : url.resolve("/oauth/callback");
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
