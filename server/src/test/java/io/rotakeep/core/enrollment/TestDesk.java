package io.rotakeep.core.enrollment;

import io.rotakeep.core.caller.CallerId;
import io.rotakeep.core.caller.LabelRights;
import io.rotakeep.core.caller.Labelling;
import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.Hold;
import io.rotakeep.core.connection.Reason;
import io.rotakeep.core.connection.SharedGrants;
import io.rotakeep.core.enrollment.AuthorizationCompletion.Bearer;
import io.rotakeep.core.enrollment.AuthorizationCompletion.Return;
import io.rotakeep.core.enrollment.AuthorizationStart.Request;
import io.rotakeep.core.enrollment.AuthorizationStart.Started;
import io.rotakeep.core.enrollment.PendingAuthorization.Wish;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.provider.ProviderStore;
import io.rotakeep.core.rotation.RowAge;
import io.rotakeep.core.rotation.StoredChanges;
import io.rotakeep.core.rotation.TestDaemon;
import io.rotakeep.core.secret.SecretBytes;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Enrolment, whole, around a {@link TestDaemon}; its answers name subject-1. */
final class TestDesk {
  static final String CALLER = "dns:crm";
  static final LabelRights RIGHTS =
      Labelling.of(new CallerId.DnsName("crm"), InstantSource.system());
  static final Wish NOTHING_SPECIAL = new Wish(List.of(), Map.of(), null, null, null);
  private static final SecureRandom RANDOM = new SecureRandom();

  final TestDaemon daemon;
  final RecordingRevocation server;
  final PendingAuthorizationStore pending;
  final ProviderStore providers;
  final AuthorizationStart start;
  final AuthorizationCompletion completion;
  final TokenImports imports;
  final Revocations revocations;
  final ConnectionChanges changes;
  private final CodeExchange exchange;
  private @Nullable String userinfoSubject;

  private TestDesk(TestDaemon daemon, RecordingRevocation server) {
    this.daemon = daemon;
    this.server = server;
    this.pending = daemon.stores.pendingAuthorizations();
    this.providers = StoredChanges.providers(daemon.stores.providers(), daemon.journal);
    EnrollmentDesk desk = desk();
    this.start = desk.start();
    this.completion = desk.completion();
    this.exchange = desk.exchange();
    this.imports =
        new TokenImports(
            new TokenImports.Stores(daemon.connections(), daemon.stores.lineage(), providers),
            daemon.locks,
            daemon.secrets,
            daemon.holds,
            daemon.engine.flights(),
            daemon.sightings,
            limits(daemon),
            daemon.audit,
            daemon.clock);
    this.revocations = revocations();
    this.changes =
        new ConnectionChanges(
            daemon.connections(),
            daemon.locks,
            daemon.secrets,
            new RowAge(daemon.journal, daemon.stores.lineage()),
            daemon.holds,
            daemon.cache,
            daemon.audit,
            daemon.clock);
  }

  /** With one connection that exists already, {@link TestDaemon#ID}, of subject-1. */
  static TestDesk at(Provider provider) {
    TestDaemon daemon = TestDaemon.enrolled(provider);
    daemon.server.saysBeside("expires_in=3600\nsub=subject-1\n");
    return new TestDesk(daemon, new RecordingRevocation());
  }

  /** The next process, recovered. */
  TestDesk restart() {
    TestDesk next = new TestDesk(daemon.reopen(false), server);
    next.daemon.recover(next.exchange);
    return next;
  }

  /** Runs recovery once more on this process's own open attempts. */
  void recoverAgain() {
    daemon.recover(exchange);
  }

  /** As after a store was opened anew. */
  void concludeLeft() {
    exchange.left().resume();
  }

  void userinfoSays(String subject) {
    userinfoSubject = subject;
  }

  Started.Begun begin(ConnectionId id) {
    return begin(id, NOTHING_SPECIAL);
  }

  Started.Begun begin(ConnectionId id, Wish wish) {
    Provider provider = providers.list().getFirst();
    return (Started.Begun) start.begin(new Request(id, provider.name(), wish, null, RIGHTS));
  }

  EnrollmentResult complete(Started.Begun begun, String code) {
    return complete(begun.state(), code, null);
  }

  EnrollmentResult complete(String state, String code, @Nullable String issuer) {
    try (SecretBytes secret = SecretBytes.copyOfAscii(code)) {
      return completion.complete(
          new Return(state, secret, issuer, null, new Bearer.Application(CALLER)));
    }
  }

  EnrollmentResult fail(Started.Begun begun, String error) {
    return completion.complete(
        new Return(begun.state(), null, null, error, new Bearer.Application(CALLER)));
  }

  Connection row(ConnectionId id) {
    return daemon.stores.connections().find(id).orElseThrow();
  }

  Optional<PendingAuthorization> waiting(Started.Begun begun) {
    return pending.find(OneTimeSecret.hash(begun.state()));
  }

  void quarantine(ConnectionId id) {
    daemon.holds.place(
        id,
        epoch ->
            new Hold.QuarantinedHold(
                id, epoch, daemon.clock.instant(), Reason.SUSPECTED_COMPROMISE));
    daemon.cache.withdraw(id);
  }

  private EnrollmentDesk desk() {
    return new EnrollmentDesk(
        new EnrollmentDesk.Stores(
            daemon.connections(),
            daemon.stores.lineage(),
            providers,
            pending,
            daemon.holds,
            daemon.engine.storedTokens()),
        new EnrollmentDesk.Asking(
            daemon.journal,
            daemon.questions,
            daemon.credentials,
            server,
            (_, _, _, _) -> Optional.ofNullable(userinfoSubject)),
        new EnrollmentDesk.Keeping(
            daemon.secrets, new VerifierCipher(daemon.cipher, TestDaemon.STORE), RANDOM),
        daemon.locks,
        limits(daemon),
        daemon.audit,
        daemon.clock);
  }

  private static GrantLimits limits(TestDaemon daemon) {
    return new GrantLimits(
        new SharedGrants(daemon.connections(), daemon.stores.lineage(), daemon.holds),
        daemon.audit,
        (_, _) -> {},
        daemon.clock);
  }

  private Revocations revocations() {
    UpstreamRevocation upstream =
        new UpstreamRevocation(
            daemon.connections(),
            providers,
            daemon.locks,
            daemon.secrets,
            daemon.credentials,
            server,
            server,
            daemon.audit,
            daemon.clock);
    return new Revocations(
        daemon.holds,
        StoredChanges.holds(daemon.stores.holds(), daemon.journal),
        daemon.cache,
        daemon.engine.openAttempts(),
        upstream,
        daemon.audit,
        daemon.clock);
  }
}
