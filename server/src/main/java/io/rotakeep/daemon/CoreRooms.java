package io.rotakeep.daemon;

import io.rotakeep.adapter.limits.CaffeineCache;
import io.rotakeep.core.access.AccessObserver;
import io.rotakeep.core.access.ChangeRing;
import io.rotakeep.core.audit.AuditDevice;
import io.rotakeep.core.connection.ConnectionLocks;
import io.rotakeep.core.connection.ConnectionStore;
import io.rotakeep.core.connection.HoldStore;
import io.rotakeep.core.connection.Holds;
import io.rotakeep.core.connection.LineageStore;
import io.rotakeep.core.crypto.Keyring;
import io.rotakeep.core.enrollment.ConnectionChanges;
import io.rotakeep.core.enrollment.EnrollmentDesk;
import io.rotakeep.core.enrollment.GrantLimitObserver;
import io.rotakeep.core.enrollment.ProviderRegistry;
import io.rotakeep.core.enrollment.RevocationObserver;
import io.rotakeep.core.enrollment.Revocations;
import io.rotakeep.core.enrollment.TokenImports;
import io.rotakeep.core.enrollment.UpstreamRevocation;
import io.rotakeep.core.incident.IncidentObserver;
import io.rotakeep.core.oauth.DeclaredEgress;
import io.rotakeep.core.provider.ProviderPresets;
import io.rotakeep.core.provider.ProviderStore;
import io.rotakeep.core.rotation.AccessTokenCache;
import io.rotakeep.core.rotation.JournalledQuestion;
import io.rotakeep.core.rotation.ProviderLoad;
import io.rotakeep.core.rotation.RecentRefreshes;
import io.rotakeep.core.rotation.RefreshGate;
import io.rotakeep.core.rotation.RotationEngine;
import io.rotakeep.core.rotation.RotationJournal;
import io.rotakeep.core.rotation.RotationObserver;
import io.rotakeep.core.rotation.Rotator;
import io.rotakeep.core.rotation.RowAge;
import io.rotakeep.core.rotation.StoreOpening;
import io.rotakeep.core.rotation.StoredChanges;
import java.net.URI;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The whole core, wired by hand: who uses whom can be read here. */
final class CoreRooms {
  private static final int CACHED_TOKENS = 200_000;
  private static final int REMEMBERED_WAITS = 100_000;
  private static final int REMEMBERED_REFRESHES = 4_096;
  private static final int REMEMBERED_CHANGES = 65_536;

  final ConnectionStore connections;
  final HoldStore holdStore;
  final LineageStore lineage;
  final ProviderStore providers;
  final Holds holds;
  final RotationJournal journal;
  final CoreKeys keys;
  final ChangeRing changes = new ChangeRing(REMEMBERED_CHANGES);
  final ConnectionLocks locks = new ConnectionLocks();
  final AccessTokenCache cache;
  final UpstreamRevocation upstream;
  final IncidentRooms incidents;
  final RotationEngine rotation;
  final AccessRooms access;
  final EnrollmentDesk enrollment;
  final TokenImports imports;
  final Revocations revocations;
  final ConnectionChanges connectionChanges;
  final ProviderRegistry providerRegistry;

  /** Who is told what happens. */
  record Told(
      AuditDevice audit,
      RotationObserver rotations,
      AccessObserver accesses,
      RevocationObserver revocations,
      GrantLimitObserver grantLimits,
      IncidentObserver incidents) {}

  /** What comes from outside and would make a run unrepeatable. */
  record Chance(SecureRandom random, InstantSource clock) {
    UUID id() {
      return new UUID(random.nextLong(), random.nextLong());
    }

    String shortName() {
      return Long.toHexString(random.nextLong());
    }
  }

  /**
   * @param callback null if browsers do not reach this daemon
   * @param durableReads whether the audit waits for a disk before a token leaves
   */
  record Given(
      LiveAccess access,
      ProviderPresets presets,
      @Nullable URI callback,
      boolean revokingUpstream,
      ProviderLoad load,
      DeclaredEgress egress,
      boolean durableReads) {}

  /**
   * @param left what was found in the store when it was opened
   */
  CoreRooms(
      StoreFiles files,
      StoreOpening.Opened left,
      Supplier<Keyring> keyring,
      WaysOut outside,
      Told told,
      Chance chance,
      Given given) {
    keys = CoreKeys.of(keyring, files.storeId(), chance.random());
    journal =
        new RotationJournal(files.log(), left.unsettled(), new CaffeineCache<>(CACHED_TOKENS));
    connections = StoredChanges.connections(files.connections(), journal);
    holdStore = StoredChanges.holds(files.stores().holds(), journal);
    providers = StoredChanges.providers(files.stores().providers(), journal);
    lineage = files.stores().lineage();
    holds = new Holds(holdStore, keys.fingerprinter(), left.distrusted());
    cache = new AccessTokenCache(new CaffeineCache<>(CACHED_TOKENS), holds, changes);
    JournalledQuestion questions = questions(files, outside, chance.clock());
    upstream = upstream(outside, told, chance.clock());
    incidents =
        IncidentRooms.of(
            this,
            StoredChanges.incidents(files.stores().incidents(), journal),
            outside,
            told,
            chance,
            given.revokingUpstream());
    rotation = rotation(files, questions, outside, told, chance, given);
    access = AccessRooms.of(this, told, given, chance);
    EnrollmentRooms waysIn =
        EnrollmentRooms.of(
            this, files.stores().pendingAuthorizations(), questions, outside, told, chance);
    enrollment = waysIn.desk();
    imports = waysIn.imports();
    revocations = revocations(told, chance.clock());
    connectionChanges =
        new ConnectionChanges(
            connections,
            locks,
            keys.secrets(),
            new RowAge(journal, lineage),
            holds,
            cache,
            told.audit(),
            chance.clock());
    providerRegistry = registry(outside, told, chance.clock(), given);
  }

  private JournalledQuestion questions(StoreFiles files, WaysOut out, InstantSource clock) {
    return new JournalledQuestion(
        journal, out.token(), out.answers(), keys.cipher(), files.storeId(), clock);
  }

  private RotationEngine rotation(
      StoreFiles files,
      JournalledQuestion questions,
      WaysOut outside,
      Told told,
      Chance chance,
      Given given) {
    return new RotationEngine(
        new RotationEngine.Stores(
            files.connections(), providers, lineage, holds, files.stores().repair()),
        new RotationEngine.Asking(
            journal,
            questions,
            keys.secrets(),
            keys.credentials(),
            outside.introspection(),
            new RefreshGate(
                new CaffeineCache<>(REMEMBERED_WAITS),
                new CaffeineCache<>(REMEMBERED_WAITS),
                given.egress()),
            given.load()),
        cache,
        locks,
        new Rotator.Reporting(
            told.audit(),
            told.rotations(),
            new RecentRefreshes(
                new CaffeineCache<>(REMEMBERED_REFRESHES), chance.clock().instant()),
            incidents.desk(),
            chance.clock(),
            chance::id));
  }

  private ProviderRegistry registry(WaysOut outside, Told told, InstantSource clock, Given given) {
    return new ProviderRegistry(
        providers,
        connections,
        given.presets(),
        outside.metadata(),
        keys.credentials(),
        told.audit(),
        clock,
        given.callback());
  }

  private Revocations revocations(Told told, InstantSource clock) {
    return new Revocations(
        holds, holdStore, cache, rotation.openAttempts(), upstream, told.audit(), clock);
  }

  private UpstreamRevocation upstream(WaysOut outside, Told told, InstantSource clock) {
    return new UpstreamRevocation(
        connections,
        providers,
        locks,
        keys.secrets(),
        keys.credentials(),
        outside.revocation(),
        told.revocations(),
        told.audit(),
        clock);
  }
}
