package io.rotakeep.core.rotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.rotakeep.core.audit.AuditAction;
import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.ConnectionState;
import io.rotakeep.core.connection.Generation;
import io.rotakeep.core.connection.Hold;
import io.rotakeep.core.connection.Reason;
import io.rotakeep.core.connection.StoreUnavailableException;
import io.rotakeep.core.provider.BlastRadius;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.provider.RotationClass;
import io.rotakeep.core.provider.SampleProviders;
import io.rotakeep.core.provider.TokenRules;
import io.rotakeep.core.rotation.ScriptedTokenEndpoint.Twist;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What takes two misfortunes at once; the simulation came upon each. */
final class UnluckyMomentsTest {
  private static final ConnectionId SIBLING = new ConnectionId("acme/two");
  private static final Provider STRICT = SampleProviders.of(new RotationClass.Strict());

  @Test
  void aRefusalIsNotExcusedByTheTimeUntilItWasSettled() {
    TestDaemon daemon = TestDaemon.enrolled(idleAfter(Duration.ofDays(3)));
    daemon.refresh();
    daemon.server.revokeGrant();
    daemon.stores.beforeWrite(
        _ -> {
          throw new StoreUnavailableException("full");
        });
    daemon.ask(TestDaemon.ID, new RotationTrigger.Requested(false));
    daemon.stores.beforeWrite(_ -> {});
    daemon.clock.advance(Duration.ofDays(10));

    daemon.engine.openAttempts().settle(TestDaemon.ID);

    assertThat(daemon.row().state())
        .isEqualTo(new ConnectionState.ReauthorizationRequired(Reason.SUSPECTED_COMPROMISE));
    assertThat(daemon.state())
        .isEqualTo(new ConnectionState.Quarantined(Reason.SUSPECTED_COMPROMISE));
  }

  @Test
  void aRefusalThatTookLongIsExcusedByTheTimeOfItsAnswer() {
    TestDaemon daemon = TestDaemon.enrolled(idleAfter(Duration.ofDays(3)));
    daemon.refresh();
    daemon.server.revokeGrant();
    daemon.server.beforeSending(() -> daemon.clock.advance(Duration.ofDays(4)));
    daemon.stores.beforeWrite(
        _ -> {
          throw new StoreUnavailableException("full");
        });
    daemon.ask(TestDaemon.ID, new RotationTrigger.Requested(false));
    daemon.stores.beforeWrite(_ -> {});

    daemon.engine.openAttempts().settle(TestDaemon.ID);

    assertThat(daemon.state())
        .isEqualTo(new ConnectionState.ReauthorizationRequired(Reason.IDLE_EXPIRED));
  }

  /** Somebody else wrote to the database while our answer lay in the journal (D-04). */
  @Test
  void ofTwoAnswersToOneGenerationTheStoredOneStandsAndPeopleAreTold() {
    TestDaemon daemon = TestDaemon.enrolled(STRICT);
    daemon.stores.beforeWrite(
        _ -> {
          throw new StoreUnavailableException("full");
        });
    daemon.refresh();
    daemon.stores.beforeWrite(_ -> {});
    Connection before = daemon.row();
    Connection foreign =
        new AdoptedTokens(daemon.secrets)
            .salvaged(
                before,
                Objects.requireNonNull(before.grant()),
                TestDaemon.secret("another successor"),
                daemon.clock.instant())
            .nextRevision();
    daemon.locks.<Boolean>whileHolding(
        TestDaemon.ID, lock -> daemon.stores.connections().replace(lock, before, foreign));

    daemon.engine.openAttempts().settle(TestDaemon.ID);

    assertThat(daemon.row()).isEqualTo(foreign);
    assertThat(daemon.journal.openAttempts()).isEmpty();
    assertThat(daemon.audit.records(AuditAction.ROTATION_RECOVERED))
        .extracting(audited -> audited.reason().toString())
        .singleElement(STRING)
        .contains("SUPERSEDED");
  }

  @Test
  void nothingIsServedFromARowThatIsAheadOfTheJournal() {
    TestDaemon daemon = TestDaemon.enrolled(STRICT);
    daemon.refresh();
    daemon.outliveAccessToken();
    daemon.log.loseAppend(2);

    daemon.refresh();

    assertThat(daemon.row().generation()).isEqualTo(new Generation(3));
    assertThat(daemon.engine.storedTokens().isAhead(daemon.row())).isTrue();
    assertThat(daemon.engine.storedTokens().serve(daemon.row()))
        .isInstanceOf(RotationOutcome.Failed.class);
  }

  @Test
  void aRowThatTheJournalRefusedIsKeptBeforeItsTokenIsSpent() {
    TestDaemon daemon = TestDaemon.enrolled(STRICT);
    daemon.log.refuseNext();
    String token = daemon.server.enrol();
    assertThatThrownBy(() -> daemon.enrol(SIBLING, STRICT, token))
        .isInstanceOf(JournalUnavailableException.class);
    assertThat(daemon.refresh(SIBLING)).isInstanceOf(RotationOutcome.Fresh.class);

    TestDaemon next = daemon.restart(true);

    assertThat(next.stores.connections().find(SIBLING).orElseThrow().generation())
        .isEqualTo(new Generation(2));
  }

  @Test
  void aSiblingThatIsHeldForAWhileIsSparedToo() {
    Provider provider = SampleProviders.radius(STRICT, BlastRadius.SUBJECT);
    TestDaemon daemon = TestDaemon.enrolled(provider);
    daemon.enrol(SIBLING, provider, daemon.server.enrol());
    daemon.holds.quarantine(SIBLING, Reason.OPERATOR, daemon.clock.instant());
    daemon.server.next(new Twist.AnswerLost());
    daemon.refresh();

    daemon.refresh();

    assertThat(daemon.server.questions()).isEqualTo(1);
    assertThat(daemon.row().state())
        .isEqualTo(new ConnectionState.ReauthorizationRequired(Reason.LOST_RESPONSE));
  }

  @Test
  void aSiblingWhoseNewTokenIsKeptButNotStoredYetIsSparedToo() {
    Provider provider = SampleProviders.radius(STRICT, BlastRadius.SUBJECT);
    TestDaemon daemon = TestDaemon.enrolled(provider);
    daemon.enrol(SIBLING, provider, daemon.server.enrol());
    daemon.server.next(new Twist.AnswerLost());
    daemon.refresh();
    daemon.server.next(new Twist.QuestionLost());
    daemon.refresh(SIBLING);
    daemon.clock.advance(Duration.ofHours(2));
    daemon.stores.beforeWrite(
        _ -> {
          throw new StoreUnavailableException("full");
        });
    daemon.refresh(SIBLING);
    daemon.stores.beforeWrite(_ -> {});
    int asked = daemon.server.questions();

    daemon.refresh();

    assertThat(daemon.server.questions()).isEqualTo(asked);
    assertThat(daemon.row().state())
        .isEqualTo(new ConnectionState.ReauthorizationRequired(Reason.LOST_RESPONSE));
  }

  /** After a restart it would not be revoked any more. */
  @Test
  void aSiblingWhoseRevocationCouldNotBeWrittenIsSparedToo() {
    Provider provider = SampleProviders.radius(STRICT, BlastRadius.SUBJECT);
    TestDaemon daemon = TestDaemon.enrolled(provider);
    daemon.enrol(SIBLING, provider, daemon.server.enrol());
    daemon.server.next(new Twist.AnswerLost());
    daemon.refresh();
    daemon.stores.beforeWrite(
        _ -> {
          throw new StoreUnavailableException("full");
        });
    assertThatThrownBy(
            () ->
                daemon.holds.place(
                    SIBLING,
                    epoch ->
                        new Hold.RevokedHold(
                            SIBLING, epoch, daemon.clock.instant(), Reason.OPERATOR, false)))
        .isInstanceOf(StoreUnavailableException.class);
    daemon.stores.beforeWrite(_ -> {});
    daemon.clock.advance(Duration.ofHours(2));
    int asked = daemon.server.questions();

    daemon.refresh();

    assertThat(daemon.server.questions()).isEqualTo(asked);
  }

  private static Provider idleAfter(Duration idle) {
    TokenRules rules = STRICT.tokens();
    return SampleProviders.with(
        new TokenRules(rules.rotation(), rules.blastRadius(), rules.access(), idle, null));
  }
}
