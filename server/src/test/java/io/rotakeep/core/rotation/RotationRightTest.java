package io.rotakeep.core.rotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.ConnectionState;
import io.rotakeep.core.connection.Reason;
import io.rotakeep.core.connection.StoredAccessToken;
import io.rotakeep.core.oauth.DeclaredEgress;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.provider.RotationClass;
import io.rotakeep.core.provider.SampleProviders;
import io.rotakeep.core.rotation.ScriptedTokenEndpoint.Twist;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whether a token may be spent now. */
class RotationRightTest {
  private static final Provider FAMILY = SampleProviders.of(new RotationClass.Family());
  private final TestDaemon daemon = TestDaemon.enrolled(FAMILY);

  @Test
  void notWithoutItsProvider() {
    daemon.stores.providers().delete(FAMILY.name());

    assertThat(failure(daemon.refresh()))
        .isEqualTo(new RefreshFailure.ClientMisconfigured("provider_missing"));
    assertThat(daemon.server.questions()).isZero();
  }

  @Test
  void notBeforeConsent() {
    ConnectionId id = new ConnectionId("acme/new");
    Connection pending =
        Connection.pending(id, FAMILY.name(), null, Map.of(), daemon.clock.instant());
    daemon.locks.whileHolding(id, lock -> daemon.connections().create(lock, pending));

    assertThat(failure(daemon.refresh(id)))
        .isEqualTo(new RefreshFailure.PersonNeeded(new ConnectionState.PendingAuthorization()));
  }

  @Test
  void notOnceTheTokenIsWiped() {
    Connection row = daemon.row();
    var grant = Objects.requireNonNull(row.grant());
    Connection wiped =
        row.withTokens(grant.withRefreshToken(null, grant.fingerprint()), null).nextRevision();
    daemon.locks.whileHolding(row.id(), lock -> daemon.connections().replace(lock, row, wiped));

    assertThat(failure(daemon.refresh()))
        .isEqualTo(new RefreshFailure.PersonNeeded(new ConnectionState.Active()));
    assertThat(daemon.server.questions()).isZero();
  }

  /** A run over many that is begun again does not spend what the first one has renewed. */
  @Test
  void oneOfManyIsRefreshedOnceInARun() {
    Instant begun = daemon.clock.instant();

    daemon.ask(TestDaemon.ID, new RotationTrigger.RequestedOfMany(begun));
    daemon.ask(TestDaemon.ID, new RotationTrigger.RequestedOfMany(begun));
    assertThat(daemon.server.questions()).isEqualTo(1);

    daemon.clock.advance(Duration.ofHours(1));
    daemon.ask(TestDaemon.ID, new RotationTrigger.RequestedOfMany(daemon.clock.instant()));
    assertThat(daemon.server.questions()).isEqualTo(2);
  }

  @Test
  void whatWasUsedMeanwhileNeedsNotBeKeptAlive() {
    daemon.refresh();
    Instant used = daemon.clock.instant();

    daemon.ask(TestDaemon.ID, new RotationTrigger.KeepAlive(used.minusSeconds(1)));
    assertThat(daemon.server.questions()).isEqualTo(1);

    daemon.clock.advance(Duration.ofHours(1));
    daemon.ask(TestDaemon.ID, new RotationTrigger.KeepAlive(used));
    assertThat(daemon.server.questions()).isEqualTo(2);
  }

  @Test
  void whatIsInDoubtWaitsForTheEndOfItsAccessTokenAndAtLeastASecond() {
    daemon.refresh();
    Instant ends = Objects.requireNonNull(daemon.row().accessToken()).validity().expires();
    daemon.server.next(new Twist.AnswerLost());
    daemon.ask(TestDaemon.ID, new RotationTrigger.Requested(false));

    daemon.clock.set(ends.minus(Duration.ofMinutes(7)));
    assertThat(failure(daemon.ask(TestDaemon.ID, new RotationTrigger.Requested(false))))
        .isEqualTo(new RefreshFailure.InDoubt(Duration.ofMinutes(7)));
    daemon.clock.set(ends.minusMillis(1));
    assertThat(failure(daemon.ask(TestDaemon.ID, new RotationTrigger.Requested(false))))
        .isEqualTo(new RefreshFailure.InDoubt(Duration.ofSeconds(1)));
    assertThat(daemon.server.questions()).isEqualTo(2);
  }

  @Test
  void aPersonWhoAcceptsTheRiskDoesNotWaitForTheEndOfTheAccessToken() {
    daemon.refresh();
    daemon.server.next(new Twist.QuestionLost());
    daemon.ask(TestDaemon.ID, new RotationTrigger.Requested(false));

    assertThat(daemon.ask(TestDaemon.ID, new RotationTrigger.Requested(true)))
        .isInstanceOf(RotationOutcome.Fresh.class);
  }

  /**
   * Whoever asks may just have mended the client; a server's wish for patience they cannot mend.
   */
  @Test
  void aPersonPassesOurOwnFaultButNoWaitThatTheServerAskedFor() {
    daemon.server.next(new Twist.Intercepted(401, null, "error=invalid_client\n"));
    daemon.refresh();
    assertThat(failure(daemon.refresh())).isInstanceOf(RefreshFailure.ClientMisconfigured.class);
    daemon.server.next(new Twist.Intercepted(429, "60", ""));

    daemon.ask(TestDaemon.ID, new RotationTrigger.Requested(false));
    assertThat(daemon.server.questions()).isEqualTo(2);

    assertThat(failure(daemon.ask(TestDaemon.ID, new RotationTrigger.Requested(false))))
        .isEqualTo(new RefreshFailure.ProviderThrottled(Duration.ofSeconds(60)));
    assertThat(daemon.server.questions()).isEqualTo(2);
  }

  @ParameterizedTest
  @MethodSource("endedByPeople")
  void notInAStateThatAPersonMustEndEvenIfTheTokenIsStillThere(ConnectionState state) {
    Connection row = daemon.row().withState(state, daemon.clock.instant());

    assertThat(decided(TestDaemon.ID, row))
        .isEqualTo(new RotationRight.Refused(new RefreshFailure.PersonNeeded(state)));
  }

  static List<ConnectionState> endedByPeople() {
    return List.of(
        new ConnectionState.PendingAuthorization(),
        new ConnectionState.ReauthorizationRequired(Reason.LOST_RESPONSE),
        new ConnectionState.Quarantined(Reason.OPERATOR),
        new ConnectionState.Revoked(Reason.OPERATOR));
  }

  /** Nobody is served with it, so its end is nothing to wait for. */
  @Test
  void whatIsInDoubtDoesNotWaitForTheEndOfATokenThatIsWithheld() {
    daemon.refresh();
    ConnectionState doubt =
        new ConnectionState.InDoubt(new UUID(1, 2), daemon.clock.instant(), 1, false);
    Connection row = daemon.row().withState(doubt, daemon.clock.instant());

    assertThat(decided(TestDaemon.ID, row)).isInstanceOf(RotationRight.Refused.class);
    assertThat(decided(TestDaemon.ID, withheld(row)))
        .isInstanceOfSatisfying(
            RotationRight.Granted.class,
            granted -> assertThat(granted.kind()).isEqualTo(Attempt.Kind.DELIBERATE));
  }

  @Test
  void onlyUnderTheLockOfThatConnection() {
    Connection row = daemon.row();

    assertThatThrownBy(() -> decided(new ConnectionId("acme/other"), row))
        .isInstanceOf(IllegalStateException.class);
  }

  private RotationRight.Decision decided(ConnectionId locked, Connection row) {
    RotationRight right =
        new RotationRight(
            daemon.stores.providers(),
            daemon.holds,
            new RowAge(daemon.journal, daemon.stores.lineage()),
            new RefreshGate(new MapCache<>(), new MapCache<>(), DeclaredEgress.NONE),
            new Siblings(
                daemon.stores.connections(), daemon.stores.lineage(), daemon.holds, daemon.journal),
            daemon.clock);
    return daemon.locks.whileHolding(
        locked, lock -> right.of(lock, row, new RotationTrigger.Requested(false)));
  }

  private static Connection withheld(Connection row) {
    StoredAccessToken token = Objects.requireNonNull(row.accessToken());
    return row.withTokens(
        row.grant(),
        new StoredAccessToken(
            token.token(),
            token.handle(),
            token.tokenType(),
            token.validity(),
            token.scopes(),
            token.attributes(),
            true));
  }

  private static RefreshFailure failure(RotationOutcome outcome) {
    assertThat(outcome).isInstanceOf(RotationOutcome.Failed.class);
    return ((RotationOutcome.Failed) outcome).failure();
  }
}
