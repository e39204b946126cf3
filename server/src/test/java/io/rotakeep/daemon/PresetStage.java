package io.rotakeep.daemon;

import io.rotakeep.adapter.limits.GuardedLoad;
import io.rotakeep.adapter.oauth.HttpIntrospectionEndpoint;
import io.rotakeep.adapter.oauth.HttpProtectedResource;
import io.rotakeep.adapter.oauth.HttpRevocationEndpoint;
import io.rotakeep.adapter.oauth.HttpTokenEndpoint;
import io.rotakeep.adapter.oauth.HttpUserinfoEndpoint;
import io.rotakeep.adapter.oauth.JsonTokenAnswerReader;
import io.rotakeep.adapter.oauth.OutboundSettings;
import io.rotakeep.core.caller.Labelling;
import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.ConnectionLocks;
import io.rotakeep.core.connection.ConnectionSecrets;
import io.rotakeep.core.connection.ConnectionState;
import io.rotakeep.core.connection.Holds;
import io.rotakeep.core.connection.InMemoryStores;
import io.rotakeep.core.connection.SharedGrants;
import io.rotakeep.core.crypto.Envelope;
import io.rotakeep.core.crypto.EnvelopeCipher;
import io.rotakeep.core.crypto.Fingerprinter;
import io.rotakeep.core.crypto.Keyring;
import io.rotakeep.core.enrollment.AuthorizationCompletion;
import io.rotakeep.core.enrollment.AuthorizationStart;
import io.rotakeep.core.enrollment.EnrollmentDesk;
import io.rotakeep.core.enrollment.EnrollmentResult;
import io.rotakeep.core.enrollment.GrantLimits;
import io.rotakeep.core.enrollment.PendingAuthorization.Wish;
import io.rotakeep.core.enrollment.TokenImports;
import io.rotakeep.core.enrollment.VerifierCipher;
import io.rotakeep.core.incident.CompromiseResponse;
import io.rotakeep.core.incident.IncidentDesk;
import io.rotakeep.core.incident.Incidents;
import io.rotakeep.core.incident.LivingToken;
import io.rotakeep.core.incident.TokenSightings;
import io.rotakeep.core.oauth.ClientCredentialSource;
import io.rotakeep.core.oauth.ClientCredentials;
import io.rotakeep.core.oauth.DeclaredEgress;
import io.rotakeep.core.oauth.TokenQuestion;
import io.rotakeep.core.provider.AddressGuard;
import io.rotakeep.core.provider.OAuthClient;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.provider.SampleProviders;
import io.rotakeep.core.rotation.AccessTokenCache;
import io.rotakeep.core.rotation.FaultyWriteAheadLog;
import io.rotakeep.core.rotation.JournalledQuestion;
import io.rotakeep.core.rotation.MapCache;
import io.rotakeep.core.rotation.MemoryWitness;
import io.rotakeep.core.rotation.RecentRefreshes;
import io.rotakeep.core.rotation.RecordingAudit;
import io.rotakeep.core.rotation.RecordingObserver;
import io.rotakeep.core.rotation.RefreshGate;
import io.rotakeep.core.rotation.RotationEngine;
import io.rotakeep.core.rotation.RotationJournal;
import io.rotakeep.core.rotation.RotationOutcome;
import io.rotakeep.core.rotation.RotationTrigger;
import io.rotakeep.core.rotation.Rotator;
import io.rotakeep.core.secret.PlainKeyMemory;
import io.rotakeep.core.secret.SecretBytes;
import io.rotakeep.testkit.MutableClock;
import io.rotakeep.testkit.authorization.RegisteredClient;
import io.rotakeep.testkit.browser.Browser;
import io.rotakeep.testkit.browser.Page;
import io.rotakeep.testkit.doubles.AuthorizationServerDouble;
import io.rotakeep.testkit.http.Form;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.net.ssl.SSLContext;

/** The core on memory, asking the double of one preset's server over HTTP. */
final class PresetStage implements AutoCloseable {
  static final ConnectionId ID = new ConnectionId("acme/one");
  static final String SUBJECT = "alice";
  private static final UUID STORE = UUID.fromString("3f6c6a3e-5b0e-4b52-9a39-7c1f0e7a9d44");
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final SecureRandom RANDOM = new SecureRandom();

  final AuthorizationServerDouble server;
  final Provider provider;
  final MutableClock clock;
  private final InMemoryStores stores = new InMemoryStores();
  private final ConnectionLocks locks = new ConnectionLocks();
  private final RecordingAudit audit = new RecordingAudit();
  private final OutboundSettings outbound = outbound();
  private final EnvelopeCipher cipher;
  private final ConnectionSecrets secrets;
  private final Holds holds;
  private final ClientCredentialSource credentials;
  private final RotationJournal journal;
  private final JournalledQuestion questions;
  private final Fingerprinter fingerprinter;
  private final IncidentDesk incidents;
  private final RotationEngine engine;

  PresetStage(PresetDouble of) {
    this.clock = MutableClock.standing();
    this.server = of.start(clock);
    Keyring keyring = Keyring.generate(RANDOM, new PlainKeyMemory());
    this.fingerprinter = new Fingerprinter(() -> keyring);
    this.cipher = new EnvelopeCipher(() -> keyring, RANDOM);
    this.secrets = new ConnectionSecrets(cipher, fingerprinter, STORE);
    this.credentials = new ClientCredentialSource(cipher, STORE);
    this.provider = of.registered(server, credentials);
    this.stores.providers().write(provider);
    this.holds = new Holds(stores.holds(), fingerprinter, null);
    this.journal =
        new RotationJournal(
            new FaultyWriteAheadLog(STORE, new MemoryWitness()), List.of(), new MapCache<>());
    this.questions =
        new JournalledQuestion(
            journal,
            new HttpTokenEndpoint(outbound),
            new JsonTokenAnswerReader(),
            cipher,
            STORE,
            clock);
    this.incidents = incidents();
    this.engine = engine();
  }

  /** Takes a person through the server's pages; what was asked for there is in the result. */
  Consent consent() {
    EnrollmentDesk desk = desk();
    Wish wish = new Wish(provider.authorization().scopes(), Map.of(), null, null, null);
    AuthorizationStart.Started.Begun begun =
        (AuthorizationStart.Started.Begun)
            desk.start()
                .begin(
                    new AuthorizationStart.Request(
                        ID,
                        provider.name(),
                        wish,
                        SUBJECT,
                        Labelling.ofAnybody(InstantSource.system())));
    try (Browser browser = new Browser()) {
      URI callback = RegisteredClient.LOOPBACK_CALLBACK;
      Page end = browser.visitUntil(begun.authorizationUrl(), callback);
      Form back = end.parameters();
      try (SecretBytes code = SecretBytes.copyOfAscii(back.first("code").orElseThrow())) {
        EnrollmentResult result =
            desk.completion()
                .complete(
                    new AuthorizationCompletion.Return(
                        begun.state(),
                        code,
                        back.first("iss").orElse(null),
                        null,
                        new AuthorizationCompletion.Bearer.Application("dns:tester")));
        return new Consent(begun.authorizationUrl(), result);
      }
    }
  }

  /** What came of a consent. */
  record Consent(URI asked, EnrollmentResult result) {}

  /** A token that the server gave somebody before, taken over as it is. */
  String takeOver() {
    String token = server.grant(client(), SUBJECT, "api");
    try (SecretBytes secret = SecretBytes.copyOfAscii(token)) {
      TokenImports.Imported imported =
          imports()
              .adopt(
                  new TokenImports.Import(
                      ID,
                      provider.name(),
                      secret,
                      Map.of(),
                      null,
                      null,
                      false,
                      TokenImports.Overwriting.NEVER,
                      "tester"));
      if (!(imported instanceof TokenImports.Imported.Adopted)) {
        throw new AssertionError(imported);
      }
    }
    return token;
  }

  /** The provider is applied anew, with this secret before the one that it had. */
  void overlap(String newest) {
    OAuthClient client = provider.client();
    try (SecretBytes secret = SecretBytes.copyOfAscii(newest)) {
      Envelope added =
          credentials.encrypt(
              provider.name(), provider.issuer(), provider.endpoints(), client.id(), secret);
      OAuthClient both =
          new OAuthClient(
              client.id(),
              client.type(),
              client.authentication(),
              List.of(added, client.secrets().getFirst()));
      stores
          .providers()
          .write(SampleProviders.nextRevision(SampleProviders.client(provider, both)));
    }
  }

  /** Our client at the server has this secret from now on, and no other. */
  void takesOnly(String secret) {
    RegisteredClient client = client();
    server.register(RegisteredClient.confidential(client.id(), client.kind(), secret));
  }

  /** A reader comes who needs a token. */
  RotationOutcome refresh() {
    return engine.flights().join(ID, new RotationTrigger.Needed(null), PATIENCE);
  }

  /** Somebody else brings this refresh token, with our client's name and secret. */
  void stealInto(String token) {
    try (ClientCredentials client = credentials.of(provider);
        SecretBytes secret = SecretBytes.copyOfAscii(token)) {
      var _ =
          new HttpTokenEndpoint(outbound)
              .ask(provider.endpoints().token(), client, new TokenQuestion.Refresh(secret));
    }
  }

  Connection row() {
    return stores.connections().find(ID).orElseThrow();
  }

  ConnectionState state() {
    return holds.effective(row());
  }

  @Override
  public void close() {
    engine.flights().land(Duration.ofSeconds(5));
    server.close();
  }

  private RegisteredClient client() {
    return PresetDouble.client(server, provider.client().authentication());
  }

  private RotationEngine engine() {
    AccessTokenCache cache = new AccessTokenCache(new MapCache<>(), holds, _ -> {});
    return new RotationEngine(
        new RotationEngine.Stores(
            stores.connections(), stores.providers(), stores.lineage(), holds, stores.repair()),
        new RotationEngine.Asking(
            journal,
            questions,
            secrets,
            credentials,
            new HttpIntrospectionEndpoint(outbound),
            new RefreshGate(new MapCache<>(), new MapCache<>(), DeclaredEgress.NONE),
            new GuardedLoad(new GuardedLoad.Limits(32, 1000), clock)),
        cache,
        locks,
        new Rotator.Reporting(
            audit,
            new RecordingObserver(),
            new RecentRefreshes(new MapCache<>(), clock.instant()),
            incidents,
            clock,
            UUID::randomUUID));
  }

  private IncidentDesk incidents() {
    Incidents opened = new Incidents(stores.incidents(), audit, (_, _) -> {}, clock);
    LivingToken living =
        new LivingToken(
            secrets,
            credentials,
            new HttpIntrospectionEndpoint(outbound),
            new HttpProtectedResource(outbound),
            clock);
    return new IncidentDesk(
        opened,
        new CompromiseResponse(
            opened, stores.connections(), stores.providers(), living, null, Runnable::run));
  }

  private TokenSightings sightings() {
    return new TokenSightings(
        incidents.incidents(),
        stores.lineage(),
        stores.connections(),
        stores.providers(),
        fingerprinter,
        audit,
        clock,
        UUID::randomUUID);
  }

  private EnrollmentDesk desk() {
    return new EnrollmentDesk(
        new EnrollmentDesk.Stores(
            stores.connections(),
            stores.lineage(),
            stores.providers(),
            stores.pendingAuthorizations(),
            holds,
            engine.storedTokens()),
        new EnrollmentDesk.Asking(
            journal,
            questions,
            credentials,
            new HttpRevocationEndpoint(outbound),
            new HttpUserinfoEndpoint(outbound)),
        new EnrollmentDesk.Keeping(secrets, new VerifierCipher(cipher, STORE), RANDOM),
        locks,
        limits(),
        audit,
        clock);
  }

  private GrantLimits limits() {
    return new GrantLimits(
        new SharedGrants(stores.connections(), stores.lineage(), holds),
        audit,
        (_, _) -> {},
        clock);
  }

  private TokenImports imports() {
    return new TokenImports(
        new TokenImports.Stores(stores.connections(), stores.lineage(), stores.providers()),
        locks,
        secrets,
        holds,
        engine.flights(),
        sightings(),
        limits(),
        audit,
        clock);
  }

  private static OutboundSettings outbound() {
    try {
      return new OutboundSettings(
          Duration.ofSeconds(10),
          Duration.ofSeconds(3),
          SSLContext.getDefault(),
          AddressGuard.PUBLIC_ONLY);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has a default context", e);
    }
  }
}
