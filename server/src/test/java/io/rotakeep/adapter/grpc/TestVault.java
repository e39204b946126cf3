package io.rotakeep.adapter.grpc;

import io.grpc.ServerServiceDefinition;
import io.rotakeep.adapter.limits.CaffeineCache;
import io.rotakeep.adapter.limits.GuardedLoad;
import io.rotakeep.adapter.oauth.HttpIntrospectionEndpoint;
import io.rotakeep.adapter.oauth.HttpProtectedResource;
import io.rotakeep.adapter.oauth.HttpRevocationEndpoint;
import io.rotakeep.adapter.oauth.HttpServerProbe;
import io.rotakeep.adapter.oauth.HttpTokenEndpoint;
import io.rotakeep.adapter.oauth.HttpUserinfoEndpoint;
import io.rotakeep.adapter.oauth.JsonTokenAnswerReader;
import io.rotakeep.adapter.oauth.NimbusServerMetadata;
import io.rotakeep.adapter.oauth.OutboundSettings;
import io.rotakeep.adapter.sql.SqlStores;
import io.rotakeep.core.access.AccessTokens;
import io.rotakeep.core.access.ChangeRing;
import io.rotakeep.core.access.CurrentTokens;
import io.rotakeep.core.access.MissedTokens;
import io.rotakeep.core.access.RefreshAhead;
import io.rotakeep.core.access.TokenWatch;
import io.rotakeep.core.approval.Approvals;
import io.rotakeep.core.backup.LastBackup;
import io.rotakeep.core.caller.Policy;
import io.rotakeep.core.connection.ConnectionLocks;
import io.rotakeep.core.connection.ConnectionSecrets;
import io.rotakeep.core.connection.Holds;
import io.rotakeep.core.connection.SharedGrants;
import io.rotakeep.core.crypto.EnvelopeCipher;
import io.rotakeep.core.crypto.Fingerprinter;
import io.rotakeep.core.diagnosis.ConnectionDoctor;
import io.rotakeep.core.enrollment.ClientEvents;
import io.rotakeep.core.enrollment.ConnectionChanges;
import io.rotakeep.core.enrollment.EnrollmentDesk;
import io.rotakeep.core.enrollment.GrantLimits;
import io.rotakeep.core.enrollment.ProviderRegistry;
import io.rotakeep.core.enrollment.Quarantines;
import io.rotakeep.core.enrollment.Revocations;
import io.rotakeep.core.enrollment.StaleTokens;
import io.rotakeep.core.enrollment.StoreTrust;
import io.rotakeep.core.enrollment.TokenImports;
import io.rotakeep.core.enrollment.UpstreamRevocation;
import io.rotakeep.core.enrollment.VerifierCipher;
import io.rotakeep.core.incident.CompromiseResponse;
import io.rotakeep.core.incident.IncidentDesk;
import io.rotakeep.core.incident.Incidents;
import io.rotakeep.core.incident.LivingToken;
import io.rotakeep.core.incident.TokenSightings;
import io.rotakeep.core.oauth.ClientCredentialSource;
import io.rotakeep.core.oauth.DeclaredEgress;
import io.rotakeep.core.probe.ProviderChecks;
import io.rotakeep.core.provider.AddressGuard;
import io.rotakeep.core.rotation.AccessTokenCache;
import io.rotakeep.core.rotation.JournalledQuestion;
import io.rotakeep.core.rotation.MapCache;
import io.rotakeep.core.rotation.OrderedRefreshes;
import io.rotakeep.core.rotation.RecentRefreshes;
import io.rotakeep.core.rotation.RecordingObserver;
import io.rotakeep.core.rotation.RefreshGate;
import io.rotakeep.core.rotation.RotationEngine;
import io.rotakeep.core.rotation.RotationJournal;
import io.rotakeep.core.rotation.Rotator;
import io.rotakeep.core.rotation.RowAge;
import io.rotakeep.core.seal.KeyBarrier;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import javax.net.ssl.SSLContext;

/** Everything behind the API, wired as the daemon does it, on a journal that forgets. */
final class TestVault implements AutoCloseable {
  final MemoryAudit audit = new MemoryAudit();
  final ListArchive archive = new ListArchive();
  final KeyBarrier barrier;
  final TestSeal seal;
  final SqlStores stores;
  final CountedConnections connections;
  final Calls calls;
  final Fingerprinter fingerprinter;
  final MemoryLog log;
  private final SecureRandom random = new SecureRandom();
  private final InstantSource clock = InstantSource.system();
  final TestAccess access;

  private final ConnectionLocks locks = new ConnectionLocks();
  private final ChangeRing ring = new ChangeRing(1024);
  private final UUID storeId;
  private final EnvelopeCipher cipher;
  private final ConnectionSecrets secrets;
  private final ClientCredentialSource credentials;
  private final RotationJournal journal;
  private final JournalledQuestion questions;
  private final Holds holds;
  private final AccessTokenCache cache;
  final Incidents incidents;
  final NoticeBed told;
  private final RotationEngine engine;
  private final OutboundSettings outbound;

  TestVault(Path directory, List<Policy> granted, Calls.Patience patience)
      throws GeneralSecurityException {
    access = new TestAccess(granted, clock);
    seal = new TestSeal(directory, random, audit, clock);
    barrier = seal.barrier;
    storeId = seal.storeId;
    cipher = new EnvelopeCipher(barrier::keyring, random);
    fingerprinter = new Fingerprinter(barrier::keyring);
    secrets = new ConnectionSecrets(cipher, fingerprinter, storeId);
    credentials = new ClientCredentialSource(cipher, storeId);
    stores = SqlStores.inH2(directory);
    connections = new CountedConnections(stores.connections());
    stores.repair().initialize(storeId);
    log = new MemoryLog(storeId);
    journal = new RotationJournal(log, List.of(), new MapCache<>());
    outbound =
        new OutboundSettings(
            Duration.ofSeconds(10),
            Duration.ofSeconds(3),
            SSLContext.getDefault(),
            AddressGuard.PUBLIC_ONLY);
    questions = questions();
    holds = new Holds(stores.holds(), fingerprinter, null);
    cache = new AccessTokenCache(new CaffeineCache<>(1000), holds, ring);
    incidents = new Incidents(stores.incidents(), audit, (_, _) -> {}, clock);
    told = new NoticeBed(incidents, stores.noticeMarks(), audit);
    engine = engine();
    calls =
        new Calls(
            new Permissions(access::policies, connections, audit, clock),
            access::quotas,
            new Approvals(access::people, audit, random, clock),
            seal.desk::isOpen,
            random,
            patience,
            clock);
  }

  private JournalledQuestion questions() {
    return new JournalledQuestion(
        journal,
        new HttpTokenEndpoint(outbound),
        new JsonTokenAnswerReader(),
        cipher,
        storeId,
        clock);
  }

  List<ServerServiceDefinition> services() {
    PageTokens pages = new PageTokens(fingerprinter);
    LastBackup lastBackup = new LastBackup(stores.backupMarks());
    return List.of(
        tokenService().bind(),
        connectionService(pages).bind(),
        providerService(pages).bind(),
        new IncidentGrpcService(
                calls,
                parts(),
                quarantines(),
                pages,
                new IncidentGrpcService.Telling(List.of("203.0.113.7"), "epoch"))
            .bind(),
        new SystemGrpcService(
                calls,
                seal.handling,
                seal.keys(stores, journal, secrets, credentials),
                connections,
                incidents,
                sightings(),
                new SystemGrpcService.Trust(holds, storeTrust()),
                new SystemGrpcService.Looks(told.faults(), told.notices, List::of, lastBackup),
                new SystemGrpcService.Lists(new AuditSearching(archive, connections, pages), pages))
            .bind(BackupBed.of(stores, journal, audit, lastBackup)));
  }

  @Override
  public void close() {
    engine.flights().land(Duration.ofSeconds(5));
    told.close();
    stores.close();
    seal.close();
  }

  private TokenGrpcService tokenService() {
    AccessTokens tokens =
        new AccessTokens(
            access::policies,
            cache,
            new MissedTokens(
                connections,
                stores.providers(),
                holds,
                engine.storedTokens(),
                engine.flights(),
                clock),
            new RefreshAhead(engine.flights(), new CaffeineCache<>(1000)),
            access::quotas,
            audit,
            false,
            (_, _) -> {},
            clock);
    TokenWatch watch =
        new TokenWatch(
            access::policies,
            connections,
            new CurrentTokens(connections, holds, engine.storedTokens(), engine.flights(), clock),
            ring,
            access::quotas,
            audit,
            clock,
            "epoch");
    return new TokenGrpcService(calls, tokens, watch, connections, incidents);
  }

  private ConnectionParts parts() {
    return new ConnectionParts(connections, holds, stores.providers(), incidents);
  }

  private Quarantines quarantines() {
    StaleTokens stale =
        new StaleTokens(
            connections, stores.providers(), locks, engine.openAttempts(), secrets, clock);
    return new Quarantines(connections, holds, secrets, stale, cache, audit, clock);
  }

  private StoreTrust storeTrust() {
    return new StoreTrust(connections, holds, journal, stores.repair(), cache, audit, clock);
  }

  private TokenSightings sightings() {
    return new TokenSightings(
        incidents,
        stores.lineage(),
        connections,
        stores.providers(),
        fingerprinter,
        audit,
        clock,
        UUID::randomUUID);
  }

  private IncidentDesk desk() {
    LivingToken living =
        new LivingToken(
            secrets,
            credentials,
            new HttpIntrospectionEndpoint(outbound),
            new HttpProtectedResource(outbound),
            clock);
    return new IncidentDesk(
        incidents,
        new CompromiseResponse(
            incidents, connections, stores.providers(), living, null, Runnable::run));
  }

  private ConnectionGrpcService connectionService(PageTokens pages) {
    HttpRevocationEndpoint revocation = new HttpRevocationEndpoint(outbound);
    EnrollmentDesk desk =
        new EnrollmentDesk(
            new EnrollmentDesk.Stores(
                connections,
                stores.lineage(),
                stores.providers(),
                stores.pendingAuthorizations(),
                holds,
                engine.storedTokens()),
            new EnrollmentDesk.Asking(
                journal, questions, credentials, revocation, new HttpUserinfoEndpoint(outbound)),
            new EnrollmentDesk.Keeping(secrets, new VerifierCipher(cipher, storeId), random),
            locks,
            limits(),
            audit,
            clock);
    return new ConnectionGrpcService(
        calls,
        parts(),
        new ConnectionGrpcService.WaysIn(desk.start(), desk.completion(), imports(), grants()),
        new ConnectionGrpcService.Upkeep(
            new ConnectionDoctor(
                connections, stores.providers(), stores.lineage(), holds, engine, clock),
            new ConnectionChanges(
                connections,
                locks,
                secrets,
                new RowAge(journal, stores.lineage()),
                holds,
                cache,
                audit,
                clock),
            quarantines(),
            revocations(revocation),
            new OrderedRefreshes(engine.flights(), audit, clock)),
        pages,
        clock);
  }

  private Revocations revocations(HttpRevocationEndpoint revocation) {
    return new Revocations(
        holds,
        stores.holds(),
        cache,
        engine.openAttempts(),
        new UpstreamRevocation(
            connections,
            stores.providers(),
            locks,
            secrets,
            credentials,
            revocation,
            (_, _) -> {},
            audit,
            clock),
        audit,
        clock);
  }

  private TokenImports imports() {
    return new TokenImports(
        new TokenImports.Stores(connections, stores.lineage(), stores.providers()),
        locks,
        secrets,
        holds,
        engine.flights(),
        sightings(),
        limits(),
        audit,
        clock);
  }

  private GrantLimits limits() {
    return new GrantLimits(grants(), audit, (_, _) -> {}, clock);
  }

  private SharedGrants grants() {
    return new SharedGrants(connections, stores.lineage(), holds);
  }

  private ProviderGrpcService providerService(PageTokens pages) {
    return new ProviderGrpcService(
        calls,
        registry(),
        stores.providers(),
        new NoPresets(),
        connections,
        pages,
        new ProviderChecks(
            stores.providers(),
            new HttpServerProbe(outbound),
            credentials,
            outbound.egress(),
            audit,
            random,
            clock),
        new ClientEvents(stores.providers(), audit, clock),
        clock);
  }

  private ProviderRegistry registry() {
    return new ProviderRegistry(
        stores.providers(),
        connections,
        new NoPresets(),
        new NimbusServerMetadata(outbound),
        credentials,
        audit,
        clock,
        URI.create("http://127.0.0.1/oauth/callback"));
  }

  private RotationEngine engine() {
    return new RotationEngine(
        new RotationEngine.Stores(
            connections, stores.providers(), stores.lineage(), holds, stores.repair()),
        new RotationEngine.Asking(
            journal,
            questions,
            secrets,
            credentials,
            new HttpIntrospectionEndpoint(outbound),
            new RefreshGate(
                new CaffeineCache<>(1000), new CaffeineCache<>(1000), DeclaredEgress.NONE),
            new GuardedLoad(new GuardedLoad.Limits(32, 1000), clock)),
        cache,
        locks,
        new Rotator.Reporting(
            audit,
            new RecordingObserver(),
            new RecentRefreshes(new CaffeineCache<>(1000), clock.instant()),
            desk(),
            clock,
            UUID::randomUUID));
  }
}
