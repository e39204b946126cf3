package io.rotakeep.core.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.awaitility.Awaitility.await;

import io.rotakeep.core.audit.AuditAction;
import io.rotakeep.core.audit.AuditOutcome;
import io.rotakeep.core.audit.AuditRecord;
import io.rotakeep.core.caller.Caller;
import io.rotakeep.core.caller.CallerId;
import io.rotakeep.core.caller.Policies;
import io.rotakeep.core.caller.Policy;
import io.rotakeep.core.caller.Role;
import io.rotakeep.core.connection.AccessToken;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.ConnectionState;
import io.rotakeep.core.connection.Hold;
import io.rotakeep.core.connection.Reason;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.provider.RotationClass;
import io.rotakeep.core.provider.SampleProviders;
import io.rotakeep.core.quota.QuotaObserver;
import io.rotakeep.core.quota.Quotas;
import io.rotakeep.core.rotation.MapCache;
import io.rotakeep.core.rotation.RefreshFailure;
import io.rotakeep.core.rotation.ScriptedTokenEndpoint.Twist;
import io.rotakeep.core.rotation.TestDaemon;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AccessTokensTest {
  private static final Provider STRICT = SampleProviders.of(new RotationClass.Strict());
  private static final Caller READER = new Caller(new CallerId.DnsName("crm.example.org"));
  private static final Caller STRANGER = new Caller(new CallerId.DnsName("other.example.org"));

  private final List<String> counted = new ArrayList<>();
  private volatile boolean withdrawn;

  @Test
  void hitNeitherTouchesTheStoreNorBlocks() {
    TestDaemon daemon = TestDaemon.enrolled(STRICT);
    AccessTokens tokens = access(daemon);
    AccessToken first = granted(tokens.get(ask(null)));
    daemon.stores.goAway(true);

    AccessResult hit = tokens.getAtOnce(ask(null));

    assertThat(granted(Objects.requireNonNull(hit))).isSameAs(first);
    assertThat(counted).containsExactly("miss", "hit");
    assertThat(daemon.audit.records(AuditAction.ACCESS_TOKEN_READ)).hasSize(2);
  }

  @Test
  void answersNothingAtOnceWhereTheAuditWaitsForADisk() {
    TestDaemon daemon = TestDaemon.enrolled(STRICT);
    AccessTokens tokens = access(daemon, true);
    AccessToken first = granted(tokens.get(ask(null)));
    daemon.stores.goAway(true);

    assertThat(tokens.getAtOnce(ask(null))).isNull();
    assertThat(tokens.getAtOnce(ask(STRANGER, TestDaemon.ID, Duration.ZERO, null))).isNull();
    assertThat(granted(tokens.get(ask(null)))).isSameAs(first);
    assertThat(counted).containsExactly("miss", "hit");
    assertThat(daemon.audit.records(AuditAction.ACCESS_TOKEN_READ)).hasSize(2);
  }

  @Test
  void tellsTheAuditOfATokenThatStayedHere() {
    TestDaemon daemon = TestDaemon.enrolled(STRICT);
    AccessTokens tokens = access(daemon);
    AccessToken token = granted(tokens.get(ask(null)));

    tokens.withheld(ask(null), token);

    assertThat(daemon.audit.records(AuditAction.ACCESS_TOKEN_READ).getLast())
        .returns(AuditOutcome.REFUSED, AuditRecord::outcome)
        .returns("SEALED", record -> record.reason().word())
        .returns(token.handle(), AuditRecord::handle);
  }

  @Test
  void answersNothingAtOnceWhenThereIsNothing() {
    TestDaemon daemon = TestDaemon.enrolled(STRICT);

    assertThat(access(daemon).getAtOnce(ask(null))).isNull();
    assertThat(daemon.server.questions()).isZero();
  }

  @Test
  void servesTheStoredTokenAfterARestart() {
    TestDaemon daemon = TestDaemon.enrolled(STRICT);
    AccessToken first = granted(access(daemon).get(ask(null)));

    TestDaemon next = daemon.restart(true);
    AccessToken second = granted(access(next).get(ask(null)));

    assertThat(second.handle()).isEqualTo(first.handle());
    assertThat(next.server.questions()).isEqualTo(1);
  }

  @Test
  void refusesWhomNoPolicyNamesAndRecordsIt() {
    TestDaemon daemon = TestDaemon.enrolled(STRICT);
    access(daemon).get(ask(null));

    AccessResult result = access(daemon).get(ask(STRANGER, TestDaemon.ID, Duration.ZERO, null));

    assertThat(result).isEqualTo(new AccessResult.NotAllowed());
    assertThat(daemon.audit.records(AuditAction.ACCESS_TOKEN_READ).getLast().outcome())
        .isEqualTo(AuditOutcome.REFUSED);
  }

  /** A wait may be long. */
  @Test
  void refusesWhoLostTheRightWhileWaiting() {
    TestDaemon daemon = TestDaemon.enrolled(STRICT);
    daemon.server.afterSending(() -> withdrawn = true);

    AccessResult result = access(daemon).get(ask(null));

    assertThat(result).isEqualTo(new AccessResult.NotAllowed());
    assertThat(daemon.server.questions()).isEqualTo(1);
    assertThat(daemon.audit.records(AuditAction.ACCESS_TOKEN_READ))
        .extracting(AuditRecord::outcome)
        .containsExactly(AuditOutcome.REFUSED);
  }

  @Test
  void refusesAStrangerEvenForAConnectionThatIsNotThere() {
    TestDaemon daemon = TestDaemon.enrolled(STRICT);
    ConnectionId nobody = new ConnectionId("acme/nobody");

    assertThat(access(daemon).get(ask(STRANGER, nobody, Duration.ZERO, null)))
        .isEqualTo(new AccessResult.NotAllowed());
    assertThat(failed(access(daemon).get(ask(READER, nobody, Duration.ZERO, null))))
        .isEqualTo(new RefreshFailure.NotFound());
  }

  @Test
  void withholdsWhatTheAuditCannotRecord() {
    TestDaemon daemon = TestDaemon.enrolled(STRICT);
    AccessTokens tokens = access(daemon);
    tokens.get(ask(null));
    daemon.audit.refuse(AuditAction.ACCESS_TOKEN_READ);

    assertThat(failed(tokens.get(ask(null)))).isEqualTo(new RefreshFailure.AuditUnavailable());
    daemon.tokens.evictAll();
    assertThat(failed(tokens.get(ask(null)))).isEqualTo(new RefreshFailure.AuditUnavailable());
    assertThat(failed(tokens.get(ask(STRANGER, TestDaemon.ID, Duration.ZERO, null))))
        .isEqualTo(new RefreshFailure.AuditUnavailable());
  }

  @Test
  void refreshesATokenThatWillNotLiveLongEnough() {
    TestDaemon daemon = TestDaemon.enrolled(STRICT);
    AccessTokens tokens = access(daemon);
    AccessToken first = granted(tokens.get(ask(null)));
    daemon.clock.advance(Duration.ofMinutes(40));

    AccessToken enough = granted(tokens.get(asking(Duration.ofMinutes(20))));
    AccessToken refreshed = granted(tokens.get(asking(Duration.ofMinutes(21))));

    assertThat(enough.handle()).isEqualTo(first.handle());
    assertThat(refreshed.generation().number()).isEqualTo(3);
  }

  @Test
  void countsHalfALifeOfAWishAtTheMost() {
    TestDaemon daemon = TestDaemon.enrolled(STRICT);
    AccessTokens tokens = access(daemon);
    tokens.get(ask(null));
    daemon.clock.advance(Duration.ofMinutes(30));

    granted(tokens.get(asking(Duration.ofSeconds(Long.MAX_VALUE / 2))));

    assertThat(daemon.server.questions()).isEqualTo(1);
  }

  @Test
  void returnsAFreshTokenAsItIs() {
    TestDaemon daemon = TestDaemon.enrolled(STRICT);
    daemon.server.saysBeside("expires_in=10\n");

    AccessToken token = granted(access(daemon).get(asking(Duration.ofHours(1))));

    assertThat(token.generation().number()).isEqualTo(2);
    assertThat(daemon.server.questions()).isEqualTo(1);
  }

  @Test
  void servesInsideTheMarginWhileOneRefreshRuns() {
    TestDaemon daemon = TestDaemon.enrolled(STRICT);
    AccessTokens tokens = access(daemon);
    AccessToken first = granted(tokens.get(ask(null)));
    daemon.clock.advance(Duration.ofMinutes(59));

    for (int i = 0; i < 100; i++) {
      tokens.getAtOnce(ask(null));
    }

    await().until(() -> daemon.row().generation().number() == 3);
    await().until(() -> daemon.engine.flights().land(Duration.ZERO));
    assertThat(first.validity().includes(daemon.clock.instant())).isTrue();
    assertThat(daemon.server.questions()).isEqualTo(2);
  }

  /** D-45. */
  @Test
  void refreshesOnceForATokenThatAnApiRejected() {
    TestDaemon daemon = TestDaemon.enrolled(STRICT);
    AccessTokens tokens = access(daemon);
    String rejected = granted(tokens.get(ask(null))).handle();
    daemon.clock.advance(Duration.ofSeconds(61));

    AccessToken second = granted(tokens.get(ask(rejected)));
    AccessToken again = granted(tokens.get(ask(rejected)));

    assertThat(second.generation().number()).isEqualTo(3);
    assertThat(again.handle()).isEqualTo(second.handle());
    assertThat(daemon.server.questions()).isEqualTo(2);
  }

  /** D-43: some APIs learn of a new token seconds after it was issued. */
  @Test
  void doesNotRefreshAFreshTokenThatWasRejected() {
    TestDaemon daemon = TestDaemon.enrolled(STRICT);
    AccessTokens tokens = access(daemon);
    String rejected = granted(tokens.get(ask(null))).handle();
    daemon.clock.advance(Duration.ofSeconds(59));

    assertThat(failed(tokens.get(ask(rejected))))
        .isEqualTo(new RefreshFailure.FreshTokenRejected());
    assertThat(daemon.server.questions()).isEqualTo(1);
  }

  /** D-44. */
  @Test
  void givesTheCurrentTokenToWhoRejectsAnUnknownOne() {
    TestDaemon daemon = TestDaemon.enrolled(STRICT);
    AccessTokens tokens = access(daemon);
    AccessToken current = granted(tokens.get(ask(null)));

    assertThat(granted(tokens.get(ask("at:0123"))).handle()).isEqualTo(current.handle());
    assertThat(daemon.server.questions()).isEqualTo(1);
  }

  @Test
  void servesNothingOnceAHoldStands() {
    TestDaemon daemon = TestDaemon.enrolled(STRICT);
    AccessTokens tokens = access(daemon);
    tokens.get(ask(null));
    daemon.holds.place(
        TestDaemon.ID,
        epoch ->
            new Hold.QuarantinedHold(
                TestDaemon.ID, epoch, daemon.clock.instant(), Reason.OPERATOR));

    assertThat(tokens.getAtOnce(ask(null))).isNull();
    assertThat(failed(tokens.get(ask(null))))
        .isEqualTo(
            new RefreshFailure.PersonNeeded(new ConnectionState.Quarantined(Reason.OPERATOR)));
  }

  @Test
  void servesADoubtfulConnectionWhileItsTokenLives() {
    TestDaemon daemon = TestDaemon.enrolled(STRICT);
    AccessTokens tokens = access(daemon);
    AccessToken first = granted(tokens.get(ask(null)));
    daemon.clock.advance(Duration.ofSeconds(61));
    daemon.server.next(new Twist.AnswerLost());

    RefreshFailure rejected = failed(tokens.get(ask(first.handle())));
    daemon.tokens.evictAll();
    AccessToken served = granted(tokens.get(ask(null)));

    assertThat(rejected).isInstanceOf(RefreshFailure.InDoubt.class);
    assertThat(served.handle()).isEqualTo(first.handle());
  }

  @Test
  void servesTheLastTokenToItsEndUnlessTheProviderForbidsIt() {
    TestDaemon daemon = TestDaemon.enrolled(STRICT);
    AccessTokens tokens = access(daemon);
    granted(tokens.get(ask(null)));
    needConsent(daemon);

    AccessResult served = tokens.get(ask(null));
    daemon.provide(SampleProviders.nextRevision(SampleProviders.endingAtOnce(STRICT)));
    daemon.tokens.evictAll();
    AccessResult refused = tokens.get(ask(null));

    assertThat(granted(served).generation().number()).isEqualTo(2);
    assertThat(failed(refused)).isInstanceOf(RefreshFailure.PersonNeeded.class);
  }

  @Test
  void saysThatTheStoreIsAwayWhenItHasToBeAsked() {
    TestDaemon daemon = TestDaemon.enrolled(STRICT);
    daemon.stores.goAway(true);

    assertThat(failed(access(daemon).get(ask(null))))
        .isEqualTo(new RefreshFailure.StoreUnavailable());
  }

  /** As after a refusal that had a harmless cause. */
  private static void needConsent(TestDaemon daemon) {
    var before = daemon.row();
    var lapsed = new ConnectionState.ReauthorizationRequired(Reason.IDLE_EXPIRED);
    var after = daemon.secrets.moveTo(before, lapsed, daemon.clock.instant()).nextRevision();
    daemon.locks.<Boolean>whileHolding(
        TestDaemon.ID, lock -> daemon.connections().replace(lock, before, after));
    daemon.tokens.evictAll();
  }

  private AccessTokens access(TestDaemon daemon) {
    return access(daemon, false);
  }

  private AccessTokens access(TestDaemon daemon, boolean auditWaits) {
    Policy reading =
        new Policy(
            "crm", List.of("dns:crm.example.org"), List.of("acme/*"), Set.of(Role.READER), null);
    Policies policies = new Policies(List.of(reading), daemon.clock);
    MissedTokens missed =
        new MissedTokens(
            daemon.stores.connections(),
            daemon.stores.providers(),
            daemon.holds,
            daemon.engine.storedTokens(),
            daemon.engine.flights(),
            daemon.clock);
    Policies none = new Policies(List.of(), daemon.clock);
    return new AccessTokens(
        () -> withdrawn ? none : policies,
        daemon.cache,
        missed,
        new RefreshAhead(daemon.engine.flights(), new MapCache<>()),
        () -> new Quotas(List.of(), daemon.clock, QuotaObserver.NOBODY),
        daemon.audit,
        auditWaits,
        (_, result) -> counted.add(result),
        daemon.clock);
  }

  private static AccessRequest ask(@Nullable String rejected) {
    return ask(READER, TestDaemon.ID, Duration.ZERO, rejected);
  }

  private static AccessRequest asking(Duration minValidity) {
    return ask(READER, TestDaemon.ID, minValidity, null);
  }

  private static AccessRequest ask(
      Caller caller, ConnectionId id, Duration minValidity, @Nullable String rejected) {
    return new AccessRequest(caller, id, minValidity, rejected, TestDaemon.PATIENCE, "");
  }

  private static AccessToken granted(AccessResult result) {
    return assertThat(result).asInstanceOf(type(AccessResult.Granted.class)).actual().token();
  }

  private static RefreshFailure failed(AccessResult result) {
    return assertThat(result).asInstanceOf(type(AccessResult.Failed.class)).actual().failure();
  }
}
