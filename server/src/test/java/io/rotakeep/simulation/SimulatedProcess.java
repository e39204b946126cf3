package io.rotakeep.simulation;

import io.rotakeep.core.access.AccessTokens;
import io.rotakeep.core.access.MissedTokens;
import io.rotakeep.core.access.RefreshAhead;
import io.rotakeep.core.caller.Caller;
import io.rotakeep.core.caller.CallerId;
import io.rotakeep.core.caller.Policies;
import io.rotakeep.core.caller.Policy;
import io.rotakeep.core.caller.Role;
import io.rotakeep.core.connection.ConnectionLocks;
import io.rotakeep.core.connection.ConnectionSecrets;
import io.rotakeep.core.connection.ConnectionStore;
import io.rotakeep.core.connection.Holds;
import io.rotakeep.core.connection.InMemoryStores;
import io.rotakeep.core.connection.SharedGrants;
import io.rotakeep.core.crypto.EnvelopeCipher;
import io.rotakeep.core.enrollment.ConnectionChanges;
import io.rotakeep.core.enrollment.GrantLimits;
import io.rotakeep.core.enrollment.Quarantines;
import io.rotakeep.core.enrollment.Revocations;
import io.rotakeep.core.enrollment.StaleTokens;
import io.rotakeep.core.enrollment.TokenImports;
import io.rotakeep.core.enrollment.UpstreamRevocation;
import io.rotakeep.core.incident.CompromiseResponse;
import io.rotakeep.core.incident.IncidentDesk;
import io.rotakeep.core.incident.Incidents;
import io.rotakeep.core.incident.LivingToken;
import io.rotakeep.core.incident.TokenSightings;
import io.rotakeep.core.oauth.ClientCredentialSource;
import io.rotakeep.core.oauth.DeclaredEgress;
import io.rotakeep.core.oauth.IntrospectionEndpoint;
import io.rotakeep.core.oauth.ProtectedResource;
import io.rotakeep.core.provider.ProviderName;
import io.rotakeep.core.provider.ProviderStore;
import io.rotakeep.core.quota.QuotaObserver;
import io.rotakeep.core.quota.Quotas;
import io.rotakeep.core.rotation.AccessTokenCache;
import io.rotakeep.core.rotation.Checkpointer;
import io.rotakeep.core.rotation.JournalledQuestion;
import io.rotakeep.core.rotation.MapCache;
import io.rotakeep.core.rotation.OneThreadedEngine;
import io.rotakeep.core.rotation.PlainAnswers;
import io.rotakeep.core.rotation.RecentRefreshes;
import io.rotakeep.core.rotation.RefreshGate;
import io.rotakeep.core.rotation.RotationEngine;
import io.rotakeep.core.rotation.RotationJournal;
import io.rotakeep.core.rotation.RotationObserver;
import io.rotakeep.core.rotation.Rotator;
import io.rotakeep.core.rotation.RowAge;
import io.rotakeep.core.rotation.SteppedLog;
import io.rotakeep.core.rotation.Steps.Step;
import io.rotakeep.core.rotation.StoreOpening;
import io.rotakeep.core.rotation.StoredChanges;
import io.rotakeep.core.rotation.UnlimitedLoad;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** One process of a daemon: the core, wired as the daemon wires it, on a simulated disk. */
final class SimulatedProcess {
  static final Caller READER = new Caller(new CallerId.DnsName("crm.example.org"));

  private static final Policies POLICIES =
      new Policies(
          List.of(
              new Policy(
                  "crm", List.of("dns:crm.example.org"), List.of("**"), Set.of(Role.READER), null)),
          InstantSource.system());

  private static final IntrospectionEndpoint NOBODY =
      (_, _, _) -> new IntrospectionEndpoint.Introspection.Unknown("nobody listens");

  final StoreOpening.Opened opened;
  final RotationJournal journal;
  final Holds holds;
  final RotationEngine engine;
  final Checkpointer checkpointer;
  final AccessTokens access;
  final Quarantines quarantines;
  final Revocations revocations;
  final TokenImports imports;
  final ConnectionChanges changes;
  final ConnectionStore connections;
  final ProviderStore providers;
  final ConnectionLocks locks = new ConnectionLocks();
  final Incidents incidents;
  private final IncidentDesk desk;
  private final AccessTokenCache cache;

  /** What a process is built on, beside its disk. */
  record Parts(
      UUID storeId,
      InstantSource clock,
      EnvelopeCipher cipher,
      Wire wire,
      SimulatedAudit audit,
      SimulatedNode steps,
      Chance ids) {}

  SimulatedProcess(Disk disk, Parts parts) {
    InMemoryStores stores = disk.stores();
    var log = new SteppedLog(disk.log(), parts.steps());
    this.opened = new StoreOpening(log, disk.witness(), stores.repair(), parts.clock()).open();
    this.journal = new RotationJournal(log, opened.unsettled(), new MapCache<>());
    ConnectionSecrets secrets =
        new ConnectionSecrets(parts.cipher(), World.FINGERPRINTER, parts.storeId());
    var heldStore = StoredChanges.holds(stores.holds(), journal);
    this.holds = new Holds(heldStore, World.FINGERPRINTER, opened.distrusted());
    this.cache =
        new AccessTokenCache(new MapCache<>(), holds, _ -> parts.steps().reached(Step.PUBLISHED));
    this.connections = StoredChanges.connections(stores.connections(), journal);
    this.providers = StoredChanges.providers(stores.providers(), journal);
    ClientCredentialSource credentials =
        new ClientCredentialSource(parts.cipher(), parts.storeId());
    this.incidents =
        new Incidents(
            StoredChanges.incidents(stores.incidents(), journal),
            parts.audit(),
            (_, _) -> {},
            parts.clock());
    this.desk = desk(secrets, credentials, parts);
    this.engine = engine(stores, secrets, credentials, parts);
    this.checkpointer = new Checkpointer(journal, stores.repair());
    this.access = access(stores, parts);
    this.quarantines = quarantines(secrets, parts);
    this.revocations =
        new Revocations(
            holds,
            heldStore,
            cache,
            engine.openAttempts(),
            upstream(stores, secrets, credentials, parts),
            parts.audit(),
            parts.clock());
    this.imports = imports(stores, secrets, parts);
    this.changes = changes(stores, secrets, parts);
  }

  private ConnectionChanges changes(InMemoryStores stores, ConnectionSecrets secrets, Parts parts) {
    return new ConnectionChanges(
        connections,
        locks,
        secrets,
        new RowAge(journal, stores.lineage()),
        holds,
        cache,
        parts.audit(),
        parts.clock());
  }

  private Quarantines quarantines(ConnectionSecrets secrets, Parts parts) {
    return new Quarantines(
        connections,
        holds,
        secrets,
        new StaleTokens(
            connections, providers, locks, engine.openAttempts(), secrets, parts.clock()),
        cache,
        parts.audit(),
        parts.clock());
  }

  private UpstreamRevocation upstream(
      InMemoryStores stores,
      ConnectionSecrets secrets,
      ClientCredentialSource credentials,
      Parts parts) {
    return new UpstreamRevocation(
        connections,
        stores.providers(),
        locks,
        secrets,
        credentials,
        parts.wire(),
        (_, _) -> {},
        parts.audit(),
        parts.clock());
  }

  private TokenImports imports(InMemoryStores stores, ConnectionSecrets secrets, Parts parts) {
    return new TokenImports(
        new TokenImports.Stores(connections, stores.lineage(), stores.providers()),
        locks,
        secrets,
        holds,
        engine.flights(),
        sightings(stores, parts),
        new GrantLimits(
            new SharedGrants(connections, stores.lineage(), holds),
            parts.audit(),
            (_, _) -> {},
            parts.clock()),
        parts.audit(),
        parts.clock());
  }

  /** Nobody can be asked about access tokens, and what follows a finding follows it at once. */
  private IncidentDesk desk(
      ConnectionSecrets secrets, ClientCredentialSource credentials, Parts parts) {
    LivingToken living =
        new LivingToken(
            secrets,
            credentials,
            NOBODY,
            (_, _, _) -> new ProtectedResource.Reception.Unknown("nobody listens"),
            parts.clock());
    return new IncidentDesk(
        incidents,
        new CompromiseResponse(incidents, connections, providers, living, null, Runnable::run));
  }

  private TokenSightings sightings(InMemoryStores stores, Parts parts) {
    return new TokenSightings(
        incidents,
        stores.lineage(),
        connections,
        providers,
        World.FINGERPRINTER,
        parts.audit(),
        parts.clock(),
        parts.ids()::id);
  }

  private RotationEngine engine(
      InMemoryStores stores,
      ConnectionSecrets secrets,
      ClientCredentialSource credentials,
      Parts parts) {
    return OneThreadedEngine.of(
        new RotationEngine.Stores(
            stores.connections(), stores.providers(), stores.lineage(), holds, stores.repair()),
        new RotationEngine.Asking(
            journal,
            new JournalledQuestion(
                journal,
                parts.wire(),
                new PlainAnswers(),
                parts.cipher(),
                parts.storeId(),
                parts.clock()),
            secrets,
            credentials,
            NOBODY,
            new RefreshGate(new MapCache<>(), new MapCache<>(), DeclaredEgress.NONE),
            new UnlimitedLoad()),
        cache,
        locks,
        new Rotator.Reporting(
            parts.audit(),
            new Unobserved(),
            new RecentRefreshes(new MapCache<>(), parts.clock().instant()),
            desk,
            parts.clock(),
            parts.ids()::id),
        parts.steps());
  }

  private AccessTokens access(InMemoryStores stores, Parts parts) {
    MissedTokens missed =
        new MissedTokens(
            connections,
            stores.providers(),
            holds,
            engine.storedTokens(),
            engine.flights(),
            parts.clock());
    return new AccessTokens(
        () -> POLICIES,
        cache,
        missed,
        new RefreshAhead(engine.flights(), new MapCache<>()),
        () -> new Quotas(List.of(), parts.clock(), QuotaObserver.NOBODY),
        parts.audit(),
        false,
        (_, _) -> {},
        parts.clock());
  }

  /** Ends what the last process left open, as the daemon does before it serves. */
  void recover() {
    engine
        .recovery(
            (attempt, _) -> {
              throw new Violation("a code exchange was found that nobody began: " + attempt);
            })
        .run(opened.unsettled());
  }

  private static final class Unobserved implements RotationObserver {
    @Override
    public void finished(ProviderName provider, String outcome, Duration elapsed) {}

    @Override
    public void rejected(ProviderName provider, String classification) {}

    @Override
    public void serialized(Duration waited) {}
  }
}
