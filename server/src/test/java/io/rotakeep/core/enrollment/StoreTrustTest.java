package io.rotakeep.core.enrollment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rotakeep.core.audit.AuditAction;
import io.rotakeep.core.audit.AuditReason;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.ConnectionState;
import io.rotakeep.core.connection.Hold;
import io.rotakeep.core.connection.Reason;
import io.rotakeep.core.connection.StoreUnavailableException;
import io.rotakeep.core.enrollment.StoreTrust.Result;
import io.rotakeep.core.incident.Incident;
import io.rotakeep.core.incident.IncidentKind;
import io.rotakeep.core.incident.StaleStoreAlarm;
import io.rotakeep.core.provider.RotationClass;
import io.rotakeep.core.provider.SampleProviders;
import io.rotakeep.core.rotation.RotationOutcome;
import io.rotakeep.core.rotation.ScriptedTokenEndpoint.Twist;
import io.rotakeep.core.rotation.TestDaemon;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A store that may be a copy, let go connection by connection or as a whole. */
@Timeout(60)
final class StoreTrustTest {
  private static final ConnectionId ID = TestDaemon.ID;
  private static final ConnectionId OTHER = new ConnectionId("acme/two");
  private static final Order ORDER = new Order("ops", "the old machine burnt", "r-1");
  private static final ConnectionState HELD = new ConnectionState.Quarantined(Reason.STALE_STORE);
  private static final ConnectionState STALE =
      new ConnectionState.ReauthorizationRequired(Reason.STALE_STORE);
  private static final ConnectionState ACTIVE = new ConnectionState.Active();

  private TestDaemon daemon = copy(new RotationClass.Strict());

  @Test
  void neverPresentsTheTokenOfAReleasedConnectionWhereThatIsPunished() {
    reinstate(ID, false);

    RotationOutcome outcome = daemon.refresh();

    assertThat(state(ID)).isEqualTo(STALE);
    assertThat(state(OTHER)).isEqualTo(HELD);
    assertThat(outcome).isInstanceOf(RotationOutcome.Failed.class);
    assertThat(daemon.refresh(OTHER)).isInstanceOf(RotationOutcome.Failed.class);
    assertThat(daemon.server.questions()).isZero();
  }

  @Test
  void presentsJustTheTokenForWhichSomebodyVouches() {
    reinstate(ID, true);

    RotationOutcome outcome = daemon.refresh();

    assertThat(outcome).isInstanceOf(RotationOutcome.Fresh.class);
    assertThat(daemon.refresh(OTHER)).isInstanceOf(RotationOutcome.Failed.class);
    assertThat(daemon.server.questions()).isEqualTo(1);
    assertThat(daemon.audit.records(AuditAction.CONNECTION_REINSTATED))
        .extracting(audited -> audited.reason())
        .containsExactly(new AuditReason("STALE_STORE_RISK_ACCEPTED", "the old machine burnt"));
  }

  /** The other copy has spent it: our accident, and no theft (D-34). */
  @Test
  void takesARefusalOfATokenFromBeforeTheCopyForNoTheft() {
    alarm();
    reinstate(ID, true);
    daemon.server.thiefPresents(daemon.refreshToken());

    daemon.refresh();

    assertThat(state(ID)).isEqualTo(STALE);
    assertThat(daemon.incidents.unresolved())
        .extracting(Incident::kind)
        .containsExactly(IncidentKind.STALE_STORE);
  }

  @Test
  void takesARefusalForWhatItIsOnceTheTokenIsOfThisCopy() {
    alarm();
    reinstate(ID, true);
    daemon.refresh();
    daemon.server.revokeGrant();
    daemon.outliveAccessToken();

    daemon.refresh();

    assertThat(state(ID)).isEqualTo(new ConnectionState.Quarantined(Reason.SUSPECTED_COMPROMISE));
  }

  @Test
  void settlesAKeptAnswerBeforeItRetiresTheToken() {
    daemon = TestDaemon.enrolled(SampleProviders.of(new RotationClass.Family()));
    daemon.stores.beforeWrite(StoreTrustTest::isFull);
    daemon.refresh();
    daemon.loseWitness();
    daemon = daemon.restart(false);
    daemon.stores.beforeWrite(_ -> {});

    reinstate(ID, false);

    assertThat(daemon.journal.openAttempts()).isEmpty();
    assertThat(daemon.row().generation().number()).isEqualTo(2);
    assertThat(daemon.server.isUsable(daemon.refreshToken())).isTrue();
    assertThat(state(ID)).isEqualTo(STALE);
  }

  @Test
  void leavesATokenAsItIsThatCameSinceTheConnectionWasLetGo() {
    reinstate(ID, true);
    daemon.refresh();
    daemon.holds.quarantine(ID, Reason.OPERATOR, daemon.clock.instant());

    reinstate(ID, false);

    assertThat(state(ID)).isEqualTo(ACTIVE);
    daemon.outliveAccessToken();
    assertThat(daemon.refresh()).isInstanceOf(RotationOutcome.Fresh.class);
  }

  @Test
  void leavesATokenAsItIsThatMayBeUsedTwice() {
    daemon = copy(new RotationClass.Overlapping());

    reinstate(ID, false);

    assertThat(state(ID)).isEqualTo(ACTIVE);
    assertThat(daemon.refresh()).isInstanceOf(RotationOutcome.Fresh.class);
  }

  @Test
  void remembersTheReleaseAfterARestartOfTheSameStoreOnly() {
    reinstate(ID, false);
    daemon = daemon.restart(true);
    ConnectionState afterwards = state(ID);
    daemon.loseWitness();
    daemon = daemon.restart(false);

    assertThat(afterwards).isEqualTo(STALE);
    assertThat(state(ID)).as("restored once more").isEqualTo(HELD);
  }

  @Test
  void holdsTheConnectionIfItsRowCannotBeWritten() {
    daemon.stores.beforeWrite(StoreTrustTest::isFull);

    assertThatThrownBy(() -> reinstate(ID, false)).isInstanceOf(StoreUnavailableException.class);

    assertThat(state(ID)).isEqualTo(HELD);
  }

  @Test
  void trustsTheStoreOnceEveryConnectionWasReleased() {
    StoreTrust trust = trust();
    trust.settle();
    reinstate(ID, true);
    trust.settle();
    Result early = trust.trust(ORDER, false);
    reinstate(OTHER, false);

    trust.settle();

    assertThat(early).isEqualTo(new Result.StillHeld(OTHER));
    assertThat(daemon.holds.distrusted()).isEmpty();
    daemon = daemon.restart(true);
    assertThat(state(ID)).isEqualTo(ACTIVE);
    assertThat(state(OTHER)).isEqualTo(STALE);
  }

  @Test
  void countsAQuarantinedConnectionAsNotReleasedAndARevokedOneAsDecided() {
    daemon.holds.quarantine(ID, Reason.OPERATOR, daemon.clock.instant());
    reinstate(OTHER, false);
    Result held = trust().trust(ORDER, false);
    revoke(ID);

    assertThat(held).isEqualTo(new Result.StillHeld(ID));
    assertThat(trust().trust(ORDER, false)).isEqualTo(new Result.Trusted());
    assertThat(trust().trust(ORDER, false)).isEqualTo(new Result.NotDistrusted());
  }

  /** After a restart nothing would hold it, and its old token would be presented. */
  @Test
  void countsARevocationThatCouldNotBeWrittenAsNotDecided() {
    reinstate(OTHER, false);
    daemon.stores.beforeWrite(StoreTrustTest::isFull);
    assertThatThrownBy(() -> revoke(ID)).isInstanceOf(StoreUnavailableException.class);
    daemon.stores.beforeWrite(_ -> {});

    assertThat(trust().trust(ORDER, false)).isEqualTo(new Result.StillHeld(ID));
  }

  @Test
  void trustsTheWholeStoreOnThePersonsRisk() {
    Result result = trust().trust(ORDER, true);

    assertThat(result).isEqualTo(new Result.Trusted());
    assertThat(state(ID)).isEqualTo(ACTIVE);
    assertThat(daemon.refresh()).isInstanceOf(RotationOutcome.Fresh.class);
    assertThat(daemon.audit.records(AuditAction.STORE_TRUSTED))
        .extracting(audited -> audited.reason())
        .containsExactly(new AuditReason("RISK_ACCEPTED", "the old machine burnt"));
  }

  @Test
  void goesOnDistrustingWhatTheDatabaseDoesNotHave() {
    daemon.stores.beforeWrite(StoreTrustTest::isFull);

    assertThatThrownBy(() -> trust().trust(ORDER, true))
        .isInstanceOf(StoreUnavailableException.class);

    assertThat(state(ID)).isEqualTo(HELD);
    daemon = daemon.restart(false);
    assertThat(state(ID)).isEqualTo(HELD);
  }

  /** Two connections, in a store whose witness was lost. */
  private static TestDaemon copy(RotationClass rotation) {
    var provider = SampleProviders.of(rotation);
    TestDaemon original = TestDaemon.enrolled(provider);
    original.enrol(OTHER, provider, original.server.enrol());
    original.clock.advance(Duration.ofMinutes(1));
    original.loseWitness();
    return original.restart(false);
  }

  /** The server answered, with an access token alone. */
  @Test
  void retiresATokenFromBeforeThatWasUsedSinceAndNotReplaced() {
    reinstate(ID, true);
    daemon.server.next(new Twist.Intercepted(200, null, "access_token=at-9\nexpires_in=60\n"));
    daemon.refresh();
    daemon.holds.quarantine(ID, Reason.OPERATOR, daemon.clock.instant());

    reinstate(ID, false);

    assertThat(daemon.row().history().lastOutcome()).isEqualTo("not_rotated");
    assertThat(state(ID)).isEqualTo(STALE);
  }

  private static void isFull(String kind) {
    throw new StoreUnavailableException("full: " + kind);
  }

  private void alarm() {
    daemon.incidents.suspect(
        StaleStoreAlarm.of(TestDaemon.STORE, daemon.holds.distrusted().orElseThrow(), 2));
  }

  private StoreTrust trust() {
    return new StoreTrust(
        daemon.connections(),
        daemon.holds,
        daemon.journal,
        daemon.stores.repair(),
        daemon.cache,
        daemon.audit,
        daemon.clock);
  }

  private void reinstate(ConnectionId id, boolean acceptRisk) {
    StaleTokens stale =
        new StaleTokens(
            daemon.connections(),
            daemon.stores.providers(),
            daemon.locks,
            daemon.engine.openAttempts(),
            daemon.secrets,
            daemon.clock);
    Quarantines quarantines =
        new Quarantines(
            daemon.connections(),
            daemon.holds,
            daemon.secrets,
            stale,
            daemon.cache,
            daemon.audit,
            daemon.clock);
    assertThat(quarantines.reinstate(id, ORDER, acceptRisk))
        .isEqualTo(new Quarantines.Result.Done());
  }

  private void revoke(ConnectionId id) {
    daemon.holds.place(
        id,
        epoch -> new Hold.RevokedHold(id, epoch, daemon.clock.instant(), Reason.OPERATOR, true));
  }

  private ConnectionState state(ConnectionId id) {
    return daemon.holds.effective(daemon.stores.connections().find(id).orElseThrow());
  }
}
