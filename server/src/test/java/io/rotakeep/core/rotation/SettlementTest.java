package io.rotakeep.core.rotation;

import static io.rotakeep.core.rotation.RotatorTest.failure;
import static io.rotakeep.core.rotation.RotatorTest.fresh;
import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.core.audit.AuditAction;
import io.rotakeep.core.connection.AccessToken;
import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionState;
import io.rotakeep.core.connection.ConnectionState.InDoubt;
import io.rotakeep.core.connection.Grant;
import io.rotakeep.core.connection.Reason;
import io.rotakeep.core.connection.StoreUnavailableException;
import io.rotakeep.core.crypto.Envelope;
import io.rotakeep.core.provider.ErrorMeaning;
import io.rotakeep.core.provider.ErrorRule;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.provider.RotationClass;
import io.rotakeep.core.provider.SampleProviders;
import io.rotakeep.core.rotation.ScriptedTokenEndpoint.Twist;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each kind of answer leaves behind. */
class SettlementTest {
  private static final Provider STRICT = SampleProviders.of(new RotationClass.Strict());

  private static final Provider BUSY =
      SampleProviders.knowing(STRICT, new ErrorRule("in_use", null, null, ErrorMeaning.BUSY));

  private final TestDaemon daemon = TestDaemon.enrolled(STRICT);

  @Test
  void adoptsTheRefreshTokenEvenIfTheAccessTokenIsUnusable() {
    daemon.server.next(new Twist.Reworded(body -> body.replace("Bearer", "mac")));

    RotationOutcome outcome = daemon.refresh();

    assertThat(failure(outcome))
        .isEqualTo(new RefreshFailure.ClientMisconfigured("access_token_withheld"));
    assertThat(daemon.refreshToken()).startsWith("rt-2");
    assertThat(daemon.tokens.find(TestDaemon.ID)).isNull();
    assertThat(daemon.row().accessToken()).isNotNull();
  }

  @Test
  void adoptsTheRefreshTokenOfAnAnswerThatWasCutShort() {
    daemon.server.next(
        new Twist.Reworded(body -> body.substring(0, body.indexOf("token_type")) + "tok"));

    RotationOutcome damaged = daemon.refresh();
    RotationOutcome soon = daemon.refresh();
    daemon.clock.advance(Duration.ofSeconds(1));
    RotationOutcome later = daemon.refresh();

    assertThat(failure(damaged)).isInstanceOf(RefreshFailure.ProviderUnavailable.class);
    assertThat(failure(soon)).isInstanceOf(RefreshFailure.ProviderUnavailable.class);
    assertThat(fresh(later).generation().number()).isEqualTo(3);
    assertThat(daemon.server.presentations().values()).containsExactly(1, 1, 0);
    assertThat(daemon.observer.outcomes()).containsExactly("salvaged", "rotated");
  }

  @Test
  void withholdsATokenWhoseAttributePointsToAStrangeHost() {
    daemon.server.saysBeside("expires_in=60\ninstance_url=https://evil.example.net\n");

    RotationOutcome outcome = daemon.refresh();

    assertThat(failure(outcome))
        .isEqualTo(new RefreshFailure.ClientMisconfigured("access_token_withheld"));
    assertThat(daemon.refreshToken()).startsWith("rt-2");
  }

  @Test
  void handsOutAllowedAttributesOnly() {
    daemon.server.saysBeside("instance_url=https://eu.my.example.com\nsecret_thing=x\n");

    AccessToken token = fresh(daemon.refresh());

    assertThat(token.attributes())
        .containsExactlyEntriesOf(Map.of("instance_url", "https://eu.my.example.com"));
  }

  @Test
  void doesNotHammerAServerThatSendsNoAccessToken() {
    daemon.server.next(new Twist.Reworded(body -> body.substring(body.indexOf("refresh_token"))));

    RotationOutcome without = daemon.refresh();
    RotationOutcome soon = daemon.refresh();

    assertThat(failure(without)).isInstanceOf(RefreshFailure.ProviderUnavailable.class);
    assertThat(failure(soon)).isInstanceOf(RefreshFailure.ProviderUnavailable.class);
    assertThat(daemon.server.questions()).isEqualTo(1);
    assertThat(daemon.refreshToken()).startsWith("rt-2");
  }

  @ParameterizedTest
  @CsvSource({
    "expires_in=60, 60",
    "expires_in=0, 900",
    "expires_in=-5, 900",
    "scope=api, 900",
    "expires_in=999999999999, 86400"
  })
  void believesLivesThatCanBeMeant(String member, long seconds) {
    daemon.server.saysBeside(member + "\n");

    AccessToken token = fresh(daemon.refresh());

    assertThat(Duration.between(token.validity().issued(), token.validity().expires()))
        .isEqualTo(Duration.ofSeconds(seconds));
  }

  @Test
  void saysSinceWhenAStateStands() {
    Instant active = daemon.row().history().stateSince();
    daemon.refresh();
    daemon.outliveAccessToken();
    daemon.server.next(new Twist.AnswerLost());

    Instant rotated = daemon.row().history().stateSince();
    daemon.refresh();

    assertThat(rotated).isEqualTo(active);
    assertThat(daemon.row().history().stateSince()).isEqualTo(daemon.clock.instant());
  }

  @Test
  void keepsTheGenerationWhenTheServerDoesNotRotate() {
    TestDaemon none = TestDaemon.enrolled(SampleProviders.of(new RotationClass.None()));

    AccessToken token = fresh(none.refresh());

    assertThat(token.generation().number()).isEqualTo(1);
    assertThat(none.row().history().lastOutcome()).isEqualTo("not_rotated");
    assertThat(none.refreshToken()).startsWith("rt-1");
  }

  @Test
  void leavesNothingOfAnAttemptThatWasNotSent() {
    Connection before = daemon.row();
    daemon.server.next(new Twist.Unsent());

    RotationOutcome outcome = daemon.refresh();

    assertThat(failure(outcome))
        .isEqualTo(new RefreshFailure.ProviderUnavailable(Duration.ofSeconds(1)));
    assertThat(daemon.row()).isEqualTo(before);
    assertThat(daemon.journal.openAttempts()).isEmpty();
    daemon.clock.advance(Duration.ofSeconds(1));
    assertThat(fresh(daemon.refresh()).generation().number()).isEqualTo(2);
  }

  @Test
  void waitsAsLongAsTheServerAsks() {
    daemon.server.next(new Twist.Intercepted(429, "120", "busy"));

    RotationOutcome throttled = daemon.refresh();
    daemon.clock.advance(Duration.ofSeconds(50));
    RotationOutcome early = daemon.refresh();
    daemon.clock.advance(Duration.ofSeconds(70));
    RotationOutcome late = daemon.refresh();

    assertThat(failure(throttled))
        .isEqualTo(new RefreshFailure.ProviderThrottled(Duration.ofMinutes(2)));
    assertThat(failure(early))
        .isEqualTo(new RefreshFailure.ProviderThrottled(Duration.ofSeconds(70)));
    assertThat(fresh(late).generation().number()).isEqualTo(2);
    assertThat(daemon.server.questions()).isEqualTo(2);
  }

  @Test
  void keepsTheConnectionHealthyWhenTheClientIsAtFault() {
    daemon.server.next(new Twist.Intercepted(401, null, "error=invalid_client\n"));

    RotationOutcome outcome = daemon.refresh();

    assertThat(failure(outcome))
        .isEqualTo(new RefreshFailure.ClientMisconfigured("invalid_client"));
    assertThat(daemon.state()).isEqualTo(new ConnectionState.Active());
  }

  @Test
  void asksOnceForManyCallersWhileTheClientIsAtFaultButAgainForAPerson() {
    daemon.server.next(new Twist.Intercepted(401, null, "error=invalid_client\n"));
    daemon.refresh();

    RotationOutcome caller = daemon.refresh();
    RotationOutcome ofMany =
        daemon.ask(TestDaemon.ID, new RotationTrigger.RequestedOfMany(Instant.MAX));
    RotationOutcome person = daemon.ask(TestDaemon.ID, new RotationTrigger.Requested(false));

    assertThat(failure(caller)).isEqualTo(new RefreshFailure.ClientMisconfigured("invalid_client"));
    assertThat(failure(ofMany)).isEqualTo(failure(caller));
    assertThat(fresh(person).generation().number()).isEqualTo(2);
    assertThat(daemon.server.questions()).isEqualTo(2);
  }

  @Test
  void asksLessAndLessOftenWhileTheClientIsAtFault() {
    Twist.Intercepted refusal = new Twist.Intercepted(401, null, "error=invalid_client\n");
    daemon.server.next(refusal);
    daemon.refresh();
    daemon.clock.advance(Duration.ofSeconds(5));
    daemon.server.next(refusal);
    daemon.refresh();
    daemon.clock.advance(Duration.ofSeconds(9));
    daemon.refresh();
    assertThat(daemon.server.questions()).isEqualTo(2);

    daemon.clock.advance(RefreshBudget.BEFORE_THE_LAST);

    assertThat(fresh(daemon.refresh()).generation().number()).isEqualTo(2);
    assertThat(daemon.engine.openCircuits()).isEmpty();
  }

  @Test
  void takesAnotherUserOfTheTokenForAThief() {
    TestDaemon busy = TestDaemon.enrolled(BUSY);
    busy.server.next(new Twist.Intercepted(400, null, "error=in_use\n"));

    busy.refresh();

    assertThat(busy.holds.effective(busy.row())).isInstanceOf(ConnectionState.Quarantined.class);
  }

  /** A gateway had given up on our request, and the server behind it had not. */
  @Test
  void takesItselfForNoThief() {
    TestDaemon busy = TestDaemon.enrolled(BUSY);
    busy.server.next(new Twist.Intercepted(503, null, ""));
    busy.refresh();
    busy.clock.advance(Duration.ofSeconds(10));
    busy.server.next(new Twist.Intercepted(400, null, "error=in_use\n"));

    RotationOutcome outcome = busy.refresh();

    assertThat(failure(outcome)).isInstanceOf(RefreshFailure.InDoubt.class);
    assertThat(busy.holds.effective(busy.row())).isInstanceOf(ConnectionState.InDoubt.class);
  }

  @Test
  void replaysForAPersonWhoMayHaveMendedTheFault() {
    TestDaemon window =
        TestDaemon.enrolled(SampleProviders.of(new RotationClass.Window(Duration.ofSeconds(30))));
    window.server.next(new Twist.Intercepted(500, null, ""));
    window.refresh();
    window.clock.advance(Duration.ofSeconds(5));
    window.server.next(new Twist.Intercepted(401, null, "error=invalid_client\n"));
    window.refresh();

    RotationOutcome caller = window.refresh();
    RotationOutcome person = window.ask(TestDaemon.ID, new RotationTrigger.Requested(false));

    assertThat(failure(caller)).isEqualTo(new RefreshFailure.ClientMisconfigured("invalid_client"));
    assertThat(fresh(person).generation().number()).isEqualTo(2);
  }

  @Test
  void replaysInsideAWindow() {
    TestDaemon window =
        TestDaemon.enrolled(SampleProviders.of(new RotationClass.Window(Duration.ofSeconds(30))));
    window.server.next(new Twist.AnswerLost());

    RotationOutcome lost = window.refresh();
    window.clock.advance(Duration.ofSeconds(5));
    RotationOutcome replayed = window.refresh();

    assertThat(failure(lost)).isInstanceOf(RefreshFailure.ProviderUnavailable.class);
    assertThat(fresh(replayed).generation().number()).isEqualTo(2);
    assertThat(window.state()).isEqualTo(new ConnectionState.Active());
    assertThat(window.server.presentations().values()).containsExactly(2, 0, 0);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void replaysAsOftenAsTheCountSays(int extraUses) {
    TestDaemon counted =
        TestDaemon.enrolled(SampleProviders.of(new RotationClass.Count(extraUses)));
    for (int i = 0; i <= extraUses; i++) {
      counted.server.next(new Twist.AnswerLost());
      counted.refresh();
      counted.clock.advance(Duration.ofSeconds(6));
    }

    InDoubt doubt = (InDoubt) counted.state();

    assertThat(doubt.presentations()).isEqualTo(extraUses + 1);
    assertThat(doubt.deliberate()).isFalse();
    assertThat(counted.server.questions()).isEqualTo(extraUses + 1);
  }

  @Test
  void leavesADoubtBehindOnceADeliberatePresentationWins() {
    daemon.server.next(new Twist.QuestionLost());

    daemon.refresh();
    RotationOutcome won = daemon.refresh();

    assertThat(fresh(won).generation().number()).isEqualTo(2);
    assertThat(daemon.state()).isEqualTo(new ConnectionState.Active());
  }

  @Test
  void callsARefusalAfterADoubtALostResponse() {
    daemon.server.next(new Twist.AnswerLost());

    daemon.refresh();
    RotationOutcome refused = daemon.refresh();

    assertThat(failure(refused))
        .isEqualTo(
            new RefreshFailure.PersonNeeded(
                new ConnectionState.ReauthorizationRequired(Reason.LOST_RESPONSE)));
    assertThat(daemon.observer.rejections()).containsExactly("lost_response");
    assertThat(daemon.audit.records(AuditAction.CONNECTION_QUARANTINED)).isEmpty();
  }

  @Test
  void servesNothingAfterARefusalWhereTheProviderForbidsIt() {
    TestDaemon strict = TestDaemon.enrolled(SampleProviders.endingAtOnce(STRICT));
    strict.refresh();
    strict.server.next(new Twist.AnswerLost());
    strict.ask(TestDaemon.ID, new RotationTrigger.Requested(false));
    strict.ask(TestDaemon.ID, new RotationTrigger.Requested(true));

    assertThat(strict.state())
        .isEqualTo(new ConnectionState.ReauthorizationRequired(Reason.LOST_RESPONSE));
    assertThat(strict.cache.find(TestDaemon.ID)).isNull();
  }

  @Test
  void quarantinesARecordThatDoesNotAuthenticate() {
    tamper();

    RotationOutcome outcome = daemon.refresh();

    assertThat(failure(outcome)).isEqualTo(new RefreshFailure.Integrity());
    assertThat(daemon.state()).isEqualTo(new ConnectionState.Quarantined(Reason.INTEGRITY));
    assertThat(daemon.server.questions()).isZero();
    assertThat(daemon.journal.openAttempts()).isEmpty();
    assertThat(daemon.audit.records(AuditAction.CONNECTION_QUARANTINED)).hasSize(1);
  }

  /** Also where the hold cannot be written. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void withdrawsTheTokenOfARecordThatDoesNotAuthenticate(boolean holdsCannotBeWritten) {
    daemon.refresh();
    tamper();
    daemon.stores.beforeWrite(
        kind -> {
          if (holdsCannotBeWritten && kind.equals("hold")) {
            throw new StoreUnavailableException("full");
          }
        });

    RotationOutcome outcome = daemon.ask(TestDaemon.ID, new RotationTrigger.Requested(false));

    assertThat(failure(outcome)).isEqualTo(new RefreshFailure.Integrity());
    assertThat(daemon.tokens.find(TestDaemon.ID)).isNull();
  }

  private void tamper() {
    Connection before = daemon.row();
    Grant grant = Objects.requireNonNull(before.grant());
    byte[] bytes = Objects.requireNonNull(grant.refreshToken()).bytes();
    bytes[bytes.length - 1] ^= 1;
    Connection forged =
        before
            .withTokens(grant.withRefreshToken(new Envelope(bytes), grant.fingerprint()), null)
            .nextRevision();
    daemon.locks.<Boolean>whileHolding(
        TestDaemon.ID, lock -> daemon.connections().replace(lock, before, forged));
  }
}
