package io.rotakeep.core.rotation;

import io.rotakeep.core.connection.AccessToken;
import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionFeed;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.ConnectionLocks;
import io.rotakeep.core.connection.ConnectionSecrets;
import io.rotakeep.core.connection.ConnectionState;
import io.rotakeep.core.connection.ConnectionStore;
import io.rotakeep.core.connection.Grant;
import io.rotakeep.core.connection.GrantKey;
import io.rotakeep.core.connection.Holds;
import io.rotakeep.core.connection.InMemoryStores;
import io.rotakeep.core.crypto.Envelope;
import io.rotakeep.core.crypto.EnvelopeCipher;
import io.rotakeep.core.crypto.Fingerprinter;
import io.rotakeep.core.crypto.KeyTerm;
import io.rotakeep.core.crypto.Keyring;
import io.rotakeep.core.incident.CompromiseResponse;
import io.rotakeep.core.incident.GrantEnding;
import io.rotakeep.core.incident.IncidentDesk;
import io.rotakeep.core.incident.Incidents;
import io.rotakeep.core.incident.LivingToken;
import io.rotakeep.core.incident.TokenSightings;
import io.rotakeep.core.oauth.ClientCredentialSource;
import io.rotakeep.core.oauth.DeclaredEgress;
import io.rotakeep.core.oauth.IntrospectionEndpoint;
import io.rotakeep.core.oauth.ProtectedResource;
import io.rotakeep.core.oauth.TokenAnswer;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.secret.PlainKeyMemory;
import io.rotakeep.core.secret.SecretBytes;
import io.rotakeep.testkit.MutableClock;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The core around rotations, whole, on fakes with faults: one process of a daemon. What outlives a
 * process is handed to the next by {@link #restart}.
 */
public final class TestDaemon {
  public static final ConnectionId ID = new ConnectionId("acme/one");
  public static final Duration PATIENCE = Duration.ofSeconds(20);
  public static final UUID STORE = UUID.fromString("0b3c1c52-7a2e-4c15-9a55-6f0b5f0c8c11");
  private static final SecureRandom RANDOM = new SecureRandom();

  public final MutableClock clock;
  public final ScriptedTokenEndpoint server;
  public final RecordingAudit audit = new RecordingAudit();
  public final RecordingObserver observer = new RecordingObserver();
  public final ConnectionLocks locks = new ConnectionLocks();
  public final MapCache<ConnectionId, AccessToken> tokens = new MapCache<>();
  public final InMemoryStores stores;
  public final Holds holds;
  public final AccessTokenCache cache;
  public final ConnectionSecrets secrets;
  public final ClientCredentialSource credentials;
  public final EnvelopeCipher cipher;
  public final JournalledQuestion questions;
  public final RotationJournal journal;
  public final Incidents incidents;
  public final IncidentDesk desk;
  public final TokenSightings sightings;
  public final RotationEngine engine;
  public final FaultyWriteAheadLog log;
  final MemoryWitness witness;
  final StoreOpening.Opened opened;
  private final Parts parts;

  /** What a daemon is built on. */
  public static final class Parts {
    private final MutableClock clock;
    private final ScriptedTokenEndpoint server;
    private volatile Keyring keyring = Keyring.generate(RANDOM, new PlainKeyMemory());
    private MemoryWitness witness = new MemoryWitness();
    private IntrospectionEndpoint introspection =
        (_, _, _) -> new IntrospectionEndpoint.Introspection.Unknown("nobody listens");
    private ProtectedResource resource =
        (_, _, _) -> new ProtectedResource.Reception.Unknown("nobody listens");
    private @Nullable GrantEnding upstream;
    private ProviderLoad load = new UnlimitedLoad();
    private Steps steps = _ -> {};
    private RotationFlights.Limits limits = RotationFlights.Limits.DEFAULT;
    private ConnectionFeed feed = _ -> {};

    public Parts(MutableClock clock, ScriptedTokenEndpoint server) {
      this.clock = clock;
      this.server = server;
    }

    public Parts introspection(IntrospectionEndpoint endpoint) {
      introspection = endpoint;
      return this;
    }

    public Parts resource(ProtectedResource shown) {
      resource = shown;
      return this;
    }

    Parts load(ProviderLoad limited) {
      load = limited;
      return this;
    }

    /** From the next use on; the one before is not closed. */
    public void addKeyTerm() {
      keyring = keyring.withNextTerm(Keyring.newDataRootKey(RANDOM, new PlainKeyMemory()));
    }

    public KeyTerm keyTerm() {
      return keyring.currentTerm();
    }

    public Parts upstream(GrantEnding ending) {
      upstream = ending;
      return this;
    }

    public Parts feed(ConnectionFeed told) {
      feed = told;
      return this;
    }

    Parts limits(RotationFlights.Limits most) {
      limits = most;
      return this;
    }

    /** Hears of every step of every rotation; may throw an Error to end the process there. */
    Parts steps(Steps listener) {
      steps = listener;
      return this;
    }
  }

  /** A daemon on a new store, with this provider and one connection enrolled at its server. */
  public static TestDaemon enrolled(Provider provider) {
    MutableClock clock = MutableClock.standing();
    Parts parts = new Parts(clock, new ScriptedTokenEndpoint(provider.tokens().rotation(), clock));
    return enrolled(provider, parts);
  }

  public static TestDaemon enrolled(Provider provider, Parts parts) {
    TestDaemon daemon =
        new TestDaemon(parts, new FaultyWriteAheadLog(STORE, parts.witness), new InMemoryStores());
    daemon.provide(provider);
    daemon.enrol(ID, provider, daemon.server.enrol());
    return daemon;
  }

  TestDaemon(Parts parts, FaultyWriteAheadLog log, InMemoryStores stores) {
    this.parts = parts;
    this.clock = parts.clock;
    this.server = parts.server;
    this.witness = parts.witness;
    this.log = log;
    this.stores = stores;
    this.opened = new StoreOpening(log, witness, stores.repair(), clock).open();
    SteppedLog stepped = new SteppedLog(log, parts.steps);
    this.journal = new RotationJournal(stepped, opened.unsettled(), new MapCache<>());
    Fingerprinter fingerprinter = new Fingerprinter(() -> parts.keyring);
    this.cipher = new EnvelopeCipher(() -> parts.keyring, RANDOM);
    this.secrets = new ConnectionSecrets(cipher, fingerprinter, STORE);
    this.holds =
        new Holds(StoredChanges.holds(stores.holds(), journal), fingerprinter, opened.distrusted());
    this.cache =
        new AccessTokenCache(
            tokens,
            holds,
            id -> {
              parts.steps.reached(Steps.Step.PUBLISHED);
              parts.feed.changed(id);
            });
    stores.afterWrite(kind -> stored(kind, parts.steps));
    server.beforeSending(() -> parts.steps.reached(Steps.Step.SENDING));
    server.afterSending(() -> parts.steps.reached(Steps.Step.SENT));
    this.credentials = new ClientCredentialSource(cipher, STORE);
    this.questions =
        new JournalledQuestion(journal, server, new PlainAnswers(), cipher, STORE, clock);
    this.incidents =
        new Incidents(
            StoredChanges.incidents(stores.incidents(), journal),
            audit,
            (kind, _) -> observer.opened(kind),
            clock);
    this.desk = desk(parts);
    this.sightings = sightings(fingerprinter);
    this.engine = engine(parts);
  }

  private TokenSightings sightings(Fingerprinter fingerprinter) {
    return new TokenSightings(
        incidents,
        stores.lineage(),
        connections(),
        stores.providers(),
        fingerprinter,
        audit,
        clock,
        UUID::randomUUID);
  }

  /** Follows incidents up on the thread that found them. */
  private IncidentDesk desk(Parts given) {
    return new IncidentDesk(
        incidents,
        new CompromiseResponse(
            incidents,
            connections(),
            stores.providers(),
            new LivingToken(secrets, credentials, given.introspection, given.resource, clock),
            given.upstream,
            Runnable::run));
  }

  private RotationEngine engine(Parts given) {
    return new RotationEngine(
        new RotationEngine.Stores(
            stores.connections(), stores.providers(), stores.lineage(), holds, stores.repair()),
        new RotationEngine.Asking(
            journal,
            questions,
            secrets,
            credentials,
            given.introspection,
            new RefreshGate(new MapCache<>(), new MapCache<>(), DeclaredEgress.NONE),
            given.load),
        cache,
        locks,
        new Rotator.Reporting(
            audit,
            observer,
            new RecentRefreshes(new MapCache<>(), clock.instant()),
            desk,
            clock,
            UUID::randomUUID),
        given.limits,
        TakeOff.ON_A_VIRTUAL_THREAD);
  }

  private static void stored(String kind, Steps steps) {
    if (kind.equals("connection")) {
      steps.reached(Steps.Step.STORED);
    }
  }

  public Parts parts() {
    return parts;
  }

  /** The next process on what this one left; does not run recovery. */
  public TestDaemon reopen(boolean losingStoreTail) {
    return new TestDaemon(parts, log.crash(), stores.crash(losingStoreTail));
  }

  /** The next process, recovered and ready to serve. */
  public TestDaemon restart(boolean losingStoreTail) {
    TestDaemon next = reopen(losingStoreTail);
    next.recover();
    return next;
  }

  void recover() {
    recover((_, _) -> {});
  }

  /** As if it lay on a disk that was not restored with the rest. */
  public void loseWitness() {
    witness.set(new WitnessReading.Missing());
  }

  /** Ends what the last process left open. */
  public void recover(Recovery.ExchangeRecovery exchanges) {
    engine.recovery(exchanges).run(opened.unsettled());
  }

  /** The stores as everybody but the rotation writes them. */
  public ConnectionStore connections() {
    return StoredChanges.connections(stores.connections(), journal);
  }

  public void provide(Provider provider) {
    StoredChanges.providers(stores.providers(), journal).write(provider);
  }

  /** A client secret as the first of the store's providers keeps it. */
  public Envelope encrypted(String clientSecret) {
    Provider provider = stores.providers().list().getFirst();
    try (SecretBytes plain = secret(clientSecret)) {
      return credentials.encrypt(
          provider.name(), provider.issuer(), provider.endpoints(), provider.client().id(), plain);
    }
  }

  /** Brings a connection in whose access token is still to be fetched. */
  public Connection enrol(ConnectionId id, Provider provider, String refreshToken) {
    Connection row = Connection.pending(id, provider.name(), null, Map.of(), clock.instant());
    GrantKey key = new GrantKey(provider.issuer(), provider.client().id(), "subject-1");
    try (TokenAnswer.Granted answer =
        new TokenAnswer.Granted(null, secret(refreshToken), "Bearer", null, null, null, Map.of())) {
      SecretBytes token = Objects.requireNonNull(answer.refreshToken());
      Grant grant =
          new Grant(
              key,
              provider.endpoints().tokenHost(),
              null,
              List.of("api"),
              null,
              secrets.fingerprint(key, token),
              clock.instant(),
              Map.of());
      Connection adopted =
          new AdoptedTokens(secrets).rotated(row, grant, provider, answer, null, clock.instant());
      locks.whileHolding(id, lock -> connections().create(lock, adopted));
      return adopted;
    }
  }

  /** A reader without a token. */
  public RotationOutcome refresh() {
    return refresh(ID);
  }

  public RotationOutcome refresh(ConnectionId id) {
    return ask(id, new RotationTrigger.Needed(null));
  }

  public RotationOutcome ask(ConnectionId id, RotationTrigger trigger) {
    return engine.flights().join(id, trigger, PATIENCE);
  }

  public Connection row() {
    return stores.connections().find(ID).orElseThrow();
  }

  public ConnectionState state() {
    return holds.effective(row());
  }

  /** The stored refresh token in plain. */
  public String refreshToken() {
    try (SecretBytes token = secrets.refreshToken(row())) {
      return token.read(bytes -> new String(bytes, StandardCharsets.US_ASCII));
    }
  }

  /** Lets the access token end. */
  public void outliveAccessToken() {
    clock.advance(Duration.ofHours(25));
  }

  static SecretBytes secret(String value) {
    return SecretBytes.copyOfAscii(value);
  }
}
