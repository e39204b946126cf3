package io.rotakeep.core.rotation;

import static io.rotakeep.core.rotation.RotatorTest.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rotakeep.core.connection.AccessToken;
import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.ConnectionState;
import io.rotakeep.core.connection.Hold;
import io.rotakeep.core.connection.Reason;
import io.rotakeep.core.oauth.DeclaredEgress;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.provider.RotationClass;
import io.rotakeep.core.provider.SampleProviders;
import io.rotakeep.core.rotation.ScriptedTokenEndpoint.Twist;
import io.rotakeep.core.verdict.RefreshVerdict;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is handed out, and what no longer, once an attempt has ended. */
final class SettlementServiceTest {
  private static final Provider STRICT = SampleProviders.of(new RotationClass.Strict());
  private static final RefreshFailure REVOKED =
      new RefreshFailure.PersonNeeded(new ConnectionState.Revoked(Reason.OPERATOR));

  /** To ask again in a second would not help. */
  @Test
  void namesTheHoldAlsoWhereThereIsNoAccessToken() {
    TestDaemon daemon = TestDaemon.enrolled(STRICT);
    daemon.server.next(new Twist.Reworded(body -> body.substring(body.indexOf("refresh_token"))));
    daemon.server.afterSending(() -> revoke(daemon));

    RotationOutcome outcome = daemon.refresh();

    assertThat(daemon.row().accessToken()).isNull();
    assertThat(failure(outcome)).isEqualTo(REVOKED);
  }

  @Test
  void handsOutNothingIfAHoldCameWhileTheTokenWasPublished() {
    TestDaemon daemon = TestDaemon.enrolled(STRICT);
    daemon.refresh();
    Settlement settlement = settlement(daemon, new HookedCache(() -> revoke(daemon)));

    RotationOutcome outcome = settlement.serve(daemon.row());

    assertThat(failure(outcome)).isEqualTo(REVOKED);
  }

  @Test
  void settlesNothingUnderTheLockOfAnotherConnection() {
    TestDaemon daemon = TestDaemon.enrolled(STRICT);
    Settlement settlement = settlement(daemon, daemon.tokens);
    Connection row = daemon.row();
    Attempt attempt = Attempt.of(new UUID(1, 2), Attempt.Kind.REFRESH, row, daemon.clock.instant());
    daemon.journal.intend(attempt);
    Settlement.Case ended =
        new Settlement.Case(attempt, row, Objects.requireNonNull(row.grant()), STRICT);
    RefreshVerdict unsent = new RefreshVerdict.NotSpent("refused", Duration.ofSeconds(1));

    assertThatThrownBy(
            () ->
                daemon.locks.whileHolding(
                    new ConnectionId("acme/two"),
                    lock -> settlement.settle(lock, ended, unsent, new Wire(0, "", ""))))
        .isInstanceOf(IllegalStateException.class);

    assertThat(daemon.journal.openAttempt(TestDaemon.ID)).isPresent();
  }

  @Test
  void servesToItsEndTheAccessTokenOfAGenerationThatIsGivenUp() {
    TestDaemon daemon = givenUp(STRICT);

    assertThat(daemon.cache.find(TestDaemon.ID)).isNotNull();
  }

  @Test
  void servesNothingOnceAGenerationIsGivenUpWhereTheProviderForbidsIt() {
    TestDaemon daemon = givenUp(SampleProviders.endingAtOnce(STRICT));

    assertThat(daemon.cache.find(TestDaemon.ID)).isNull();
  }

  /** Presented once on purpose, and its outcome is unknown again; its access token lives. */
  private static TestDaemon givenUp(Provider provider) {
    TestDaemon daemon = TestDaemon.enrolled(provider);
    daemon.refresh();
    daemon.server.next(new Twist.AnswerLost(), new Twist.QuestionLost());
    daemon.ask(TestDaemon.ID, new RotationTrigger.Requested(false));
    daemon.ask(TestDaemon.ID, new RotationTrigger.Requested(true));
    assertThat(daemon.cache.find(TestDaemon.ID)).isNotNull();

    daemon.ask(TestDaemon.ID, new RotationTrigger.Requested(false));

    assertThat(daemon.state())
        .isEqualTo(new ConnectionState.ReauthorizationRequired(Reason.LOST_RESPONSE));
    assertThat(daemon.server.questions()).isEqualTo(3);
    return daemon;
  }

  private static void revoke(TestDaemon daemon) {
    daemon.holds.place(
        TestDaemon.ID,
        epoch ->
            new Hold.RevokedHold(
                TestDaemon.ID, epoch, daemon.clock.instant(), Reason.OPERATOR, false));
  }

  private static Settlement settlement(
      TestDaemon daemon, BoundedCache<ConnectionId, AccessToken> tokens) {
    AccessTokenCache cache = new AccessTokenCache(tokens, daemon.holds, _ -> {});
    Siblings siblings =
        new Siblings(
            daemon.stores.connections(), daemon.stores.lineage(), daemon.holds, daemon.journal);
    Suspicions suspicions =
        new Suspicions(
            siblings,
            daemon.holds,
            cache,
            new Suspicions.Together(
                new MassRejections(daemon.stores.connections()),
                new ClientCircuits(DeclaredEgress.NONE)),
            new Rotator.Reporting(
                daemon.audit,
                daemon.observer,
                new RecentRefreshes(new MapCache<>(), daemon.clock.instant()),
                daemon.desk,
                daemon.clock,
                UUID::randomUUID));
    return new Settlement(
        daemon.stores.connections(),
        daemon.journal,
        daemon.secrets,
        daemon.holds,
        cache,
        suspicions,
        daemon.clock);
  }

  /** Something happens whenever a token is put in. */
  private record HookedCache(MapCache<ConnectionId, AccessToken> entries, Runnable whenPut)
      implements BoundedCache<ConnectionId, AccessToken> {
    private HookedCache(Runnable whenPut) {
      this(new MapCache<>(), whenPut);
    }

    @Override
    public @Nullable AccessToken find(ConnectionId key) {
      return entries.find(key);
    }

    @Override
    public AccessToken merge(
        ConnectionId key, AccessToken value, BinaryOperator<AccessToken> merge) {
      whenPut.run();
      return entries.merge(key, value, merge);
    }

    @Override
    public void remove(ConnectionId key) {
      entries.remove(key);
    }
  }
}
