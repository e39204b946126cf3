package io.rotakeep.core.rotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.rotakeep.core.audit.AuditAction;
import io.rotakeep.core.connection.AccessToken;
import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.ConnectionState;
import io.rotakeep.core.connection.Hold;
import io.rotakeep.core.connection.Reason;
import io.rotakeep.core.provider.BlastRadius;
import io.rotakeep.core.provider.Endpoints;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.provider.ProviderName;
import io.rotakeep.core.provider.RotationClass;
import io.rotakeep.core.provider.SampleProviders;
import io.rotakeep.core.rotation.ScriptedTokenEndpoint.Twist;
import io.rotakeep.testkit.MutableClock;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One rotation from the question to the reply, on the core with all its parts. */
class RotatorTest {
  private static final Provider STRICT = SampleProviders.of(new RotationClass.Strict());

  private final List<Steps.Step> passed = new ArrayList<>();

  @Test
  void goesThroughTheStepsInTheirOrder() {
    TestDaemon daemon = watched(STRICT);

    daemon.refresh();

    assertThat(passed)
        .containsExactly(
            Steps.Step.INTENDING,
            Steps.Step.INTENDED,
            Steps.Step.SENDING,
            Steps.Step.SENT,
            Steps.Step.KEEPING,
            Steps.Step.KEPT,
            Steps.Step.STORED,
            Steps.Step.SETTLING,
            Steps.Step.SETTLED,
            Steps.Step.PUBLISHED);
  }

  @Test
  void recordsTheIntentBeforeAskingTheTokenEndpoint() {
    TestDaemon daemon = TestDaemon.enrolled(STRICT);
    List<Integer> open = new ArrayList<>();
    daemon.server.beforeSending(() -> open.add(daemon.journal.openAttempts().size()));

    daemon.refresh();

    assertThat(open).containsExactly(1);
    assertThat(daemon.audit.records(AuditAction.ROTATION_INTENDED)).hasSize(1);
  }

  @Test
  void keepsTheNewestTokenAndHandsOutItsAccessToken() {
    TestDaemon daemon = TestDaemon.enrolled(STRICT);

    AccessToken token = fresh(daemon.refresh());

    assertThat(token.generation().number()).isEqualTo(2);
    assertThat(daemon.refreshToken()).startsWith("rt-2");
    assertThat(daemon.cache.find(TestDaemon.ID)).isSameAs(token);
    assertThat(daemon.row().history().lastOutcome()).isEqualTo("rotated");
    assertThat(daemon.observer.outcomes()).containsExactly("rotated");
    assertThat(daemon.journal.openAttempts()).isEmpty();
  }

  @Test
  void asksNobodyWhileTheStoredTokenDoes() {
    TestDaemon daemon = TestDaemon.enrolled(STRICT);
    AccessToken first = fresh(daemon.refresh());
    daemon.tokens.evictAll();

    AccessToken second = fresh(daemon.refresh());

    assertThat(second.handle()).isEqualTo(first.handle());
    assertThat(daemon.server.questions()).isEqualTo(1);
  }

  @Test
  void rotatesAgainWhenTheAccessTokenHasEnded() {
    TestDaemon daemon = TestDaemon.enrolled(STRICT);

    daemon.refresh();
    daemon.outliveAccessToken();
    daemon.refresh();

    assertThat(daemon.server.presentations().values()).containsExactly(1, 1, 0);
    assertThat(daemon.row().generation().number()).isEqualTo(3);
  }

  @Test
  void countsTheLifeFromBeforeTheQuestion() {
    TestDaemon daemon = TestDaemon.enrolled(STRICT);
    daemon.server.afterSending(() -> daemon.clock.advance(Duration.ofSeconds(8)));
    var asked = daemon.clock.instant();

    AccessToken token = fresh(daemon.refresh());

    assertThat(token.validity().expires()).isEqualTo(asked.plusSeconds(3600));
  }

  @Test
  void sendsNothingWhenTheAuditFails() {
    TestDaemon daemon = TestDaemon.enrolled(STRICT);
    daemon.audit.refuse(AuditAction.ROTATION_INTENDED);

    RotationOutcome outcome = daemon.refresh();

    assertThat(failure(outcome)).isEqualTo(new RefreshFailure.AuditUnavailable());
    assertThat(daemon.server.questions()).isZero();
    assertThat(daemon.journal.openAttempts()).isEmpty();
  }

  @Test
  void withholdsATokenThatTheAuditDidNotHearOf() {
    TestDaemon daemon = TestDaemon.enrolled(STRICT);
    daemon.audit.refuse(AuditAction.ROTATION_SETTLED);

    RotationOutcome withheld = daemon.refresh();
    daemon.audit.acceptAll();
    RotationOutcome served = daemon.refresh();

    assertThat(failure(withheld)).isEqualTo(new RefreshFailure.AuditUnavailable());
    assertThat(fresh(served).generation().number()).isEqualTo(2);
    assertThat(daemon.server.questions()).isEqualTo(1);
  }

  @Test
  void sendsNothingWhenTheJournalFails() {
    TestDaemon daemon = TestDaemon.enrolled(STRICT);
    daemon.log.loseAppend(1);

    RotationOutcome outcome = daemon.refresh();

    assertThat(failure(outcome)).isEqualTo(new RefreshFailure.StoreUnavailable());
    assertThat(daemon.server.questions()).isZero();
  }

  @Test
  void sendsNothingWhenTheWitnessCannotBeWritten() {
    TestDaemon daemon = TestDaemon.enrolled(STRICT);
    daemon.witness.refuseToAdvance();

    RotationOutcome outcome = daemon.refresh();

    assertThat(failure(outcome)).isEqualTo(new RefreshFailure.StoreUnavailable());
    assertThat(daemon.server.questions()).isZero();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void savesInTheStoreWhatTheJournalCannotKeep(boolean losingWhatWasNotForced) {
    TestDaemon daemon = TestDaemon.enrolled(STRICT);
    daemon.log.loseAppend(2);

    RotationOutcome outcome = daemon.refresh();
    TestDaemon next = daemon.restart(losingWhatWasNotForced);

    assertThat(failure(outcome)).isEqualTo(new RefreshFailure.StoreUnavailable());
    assertThat(next.refreshToken()).startsWith("rt-2");
    assertThat(next.state()).isEqualTo(new ConnectionState.Active());
    assertThat(fresh(next.refresh()).generation().number()).isEqualTo(2);
    assertThat(next.server.questions()).isEqualTo(1);
  }

  @Test
  void repeatsInTheJournalWhatAnInterruptedSettlementLeftInTheStoreOnly() {
    TestDaemon daemon = TestDaemon.enrolled(STRICT);
    daemon.refresh();
    TestDaemon next = daemon.restart(false);
    // Makes durable what recovery wrote before it.
    next.journal.keep(new Change.ProviderDeleted(new ProviderName("other"), 1));

    TestDaemon third = next.restart(true);

    assertThat(third.refreshToken()).startsWith("rt-2");
    assertThat(fresh(third.refresh()).generation().number()).isEqualTo(2);
    assertThat(third.server.questions()).isEqualTo(1);
  }

  @Test
  void settlesFromTheKeptAnswerAlthoughLabelsWereChangedMeanwhile() {
    TestDaemon daemon = TestDaemon.enrolled(STRICT);
    daemon.server.afterSending(() -> daemon.stores.goAway(true));
    daemon.refresh();
    daemon.stores.goAway(false);

    label(daemon);
    RotationOutcome outcome = daemon.refresh();

    assertThat(fresh(outcome).generation().number()).isEqualTo(2);
    assertThat(daemon.refreshToken()).startsWith("rt-2");
    assertThat(daemon.row().labels()).containsEntry("team", "crm");
    assertThat(daemon.server.questions()).isEqualTo(1);
  }

  @Test
  void staysInDoubtAlthoughLabelsWereChangedMeanwhile() {
    TestDaemon daemon = TestDaemon.enrolled(STRICT);
    daemon.refresh();
    daemon.server.next(new Twist.AnswerLost());
    daemon.server.afterSending(() -> daemon.stores.goAway(true));
    requested(daemon);
    daemon.stores.goAway(false);
    daemon.server.afterSending(() -> {});

    label(daemon);
    requested(daemon);

    assertThat(daemon.state()).isInstanceOf(ConnectionState.InDoubt.class);
    assertThat(daemon.server.presentations().values()).containsExactly(1, 1, 0);
  }

  @Test
  void quarantinesWhenTheNewestTokenIsRefused() {
    TestDaemon daemon = TestDaemon.enrolled(STRICT);
    AccessToken served = fresh(daemon.refresh());
    daemon.server.thiefPresents(daemon.refreshToken());

    RotationOutcome outcome =
        daemon.ask(TestDaemon.ID, new RotationTrigger.Needed(served.handle()));

    ConnectionState quarantined = new ConnectionState.Quarantined(Reason.SUSPECTED_COMPROMISE);
    assertThat(failure(outcome)).isEqualTo(new RefreshFailure.PersonNeeded(quarantined));
    assertThat(daemon.state()).isEqualTo(quarantined);
    assertThat(daemon.row().state())
        .isEqualTo(new ConnectionState.ReauthorizationRequired(Reason.SUSPECTED_COMPROMISE));
    assertThat(daemon.cache.find(TestDaemon.ID)).isNull();
    assertThat(daemon.observer.rejections()).containsExactly("unexplained");
    assertThat(daemon.audit.records(AuditAction.CONNECTION_QUARANTINED))
        .singleElement()
        .satisfies(
            audited -> assertThat(audited.reason().word()).isEqualTo("SUSPECTED_COMPROMISE"));
  }

  @Test
  void publishesNothingUnderAHold() {
    TestDaemon daemon = TestDaemon.enrolled(STRICT);
    daemon.server.afterSending(() -> revoke(daemon));

    RotationOutcome outcome = daemon.refresh();

    assertThat(failure(outcome))
        .isEqualTo(new RefreshFailure.PersonNeeded(new ConnectionState.Revoked(Reason.OPERATOR)));
    assertThat(daemon.cache.find(TestDaemon.ID)).isNull();
    assertThat(daemon.refreshToken()).startsWith("rt-2");
  }

  @Test
  void startsNothingUnderAHold() {
    TestDaemon daemon = TestDaemon.enrolled(STRICT);
    revoke(daemon);

    RotationOutcome outcome = requested(daemon);

    assertThat(failure(outcome)).isInstanceOf(RefreshFailure.PersonNeeded.class);
    assertThat(daemon.server.questions()).isZero();
  }

  @Test
  void sendsTokensOnlyWhereTheirGrantCameFrom() {
    TestDaemon daemon = TestDaemon.enrolled(STRICT);
    Endpoints old = STRICT.endpoints();
    Endpoints moved =
        new Endpoints(
            old.authorization(),
            URI.create("https://thief.example.net/token"),
            null,
            null,
            null,
            false);
    daemon.provide(SampleProviders.nextRevision(SampleProviders.endpoints(STRICT, moved)));

    RotationOutcome outcome = daemon.refresh();

    assertThat(failure(outcome))
        .isEqualTo(new RefreshFailure.ClientMisconfigured("token_host_changed"));
    assertThat(daemon.server.addresses()).isEmpty();
  }

  @Test
  void presentsADoubtfulTokenOnceMoreOnPurposeAndNeverAgain() {
    TestDaemon daemon = TestDaemon.enrolled(STRICT);
    daemon.server.next(new Twist.AnswerLost(), new Twist.AnswerLost());

    RotationOutcome first = daemon.refresh();
    RotationOutcome deliberate = daemon.refresh();
    RotationOutcome last = daemon.refresh();

    assertThat(failure(first)).isInstanceOf(RefreshFailure.InDoubt.class);
    assertThat(failure(deliberate)).isInstanceOf(RefreshFailure.InDoubt.class);
    assertThat(failure(last))
        .isEqualTo(
            new RefreshFailure.PersonNeeded(
                new ConnectionState.ReauthorizationRequired(Reason.LOST_RESPONSE)));
    assertThat(daemon.server.presentations())
        .containsOnly(Map.entry("rt-1-0123456789abcdef", 2), Map.entry("rt-2-0123456789abcdef", 0));
  }

  @Test
  void doesNotPresentADoubtfulTokenWhileItsAccessTokenLives() {
    TestDaemon daemon = TestDaemon.enrolled(STRICT);
    AccessToken served = fresh(daemon.refresh());
    daemon.server.next(new Twist.AnswerLost());
    requested(daemon);

    RotationOutcome asked = requested(daemon);
    RotationOutcome read = daemon.refresh();

    assertThat(failure(asked)).isInstanceOf(RefreshFailure.InDoubt.class);
    assertThat(fresh(read).handle()).isEqualTo(served.handle());
    assertThat(daemon.server.questions()).isEqualTo(2);
  }

  @Test
  void sparesAHealthySiblingThatWouldDieWithIt() {
    Provider provider = SampleProviders.radius(STRICT, BlastRadius.SUBJECT);
    TestDaemon daemon = TestDaemon.enrolled(provider);
    daemon.enrol(new ConnectionId("acme/two"), provider, daemon.server.enrol());
    daemon.server.next(new Twist.AnswerLost());
    daemon.refresh();

    RotationOutcome outcome = daemon.refresh();

    assertThat(failure(outcome)).isInstanceOf(RefreshFailure.PersonNeeded.class);
    assertThat(daemon.server.questions()).isEqualTo(1);
  }

  private TestDaemon watched(Provider provider) {
    MutableClock clock = MutableClock.standing();
    TestDaemon.Parts parts =
        new TestDaemon.Parts(clock, new ScriptedTokenEndpoint(provider.tokens().rotation(), clock));
    TestDaemon daemon = TestDaemon.enrolled(provider, parts.steps(step -> passed.add(step)));
    passed.clear();
    return daemon;
  }

  private static RotationOutcome requested(TestDaemon daemon) {
    return daemon.ask(TestDaemon.ID, new RotationTrigger.Requested(false));
  }

  private static void revoke(TestDaemon daemon) {
    daemon.holds.place(
        TestDaemon.ID,
        epoch ->
            new Hold.RevokedHold(
                TestDaemon.ID, epoch, daemon.clock.instant(), Reason.OPERATOR, false));
    daemon.cache.withdraw(TestDaemon.ID);
  }

  private static void label(TestDaemon daemon) {
    Connection before = daemon.row();
    Connection after = daemon.secrets.relabelled(before, Map.of("team", "crm")).nextRevision();
    assertThat(
            daemon.locks.<Boolean>whileHolding(
                TestDaemon.ID, lock -> daemon.connections().replace(lock, before, after)))
        .isTrue();
  }

  static AccessToken fresh(RotationOutcome outcome) {
    return assertThat(outcome).asInstanceOf(type(RotationOutcome.Fresh.class)).actual().token();
  }

  static RefreshFailure failure(RotationOutcome outcome) {
    return assertThat(outcome).asInstanceOf(type(RotationOutcome.Failed.class)).actual().failure();
  }
}
