package io.rotakeep.core.rotation;

import static io.rotakeep.core.rotation.RotatorTest.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.core.audit.AuditAction;
import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.ConnectionState;
import io.rotakeep.core.connection.ConnectionStore;
import io.rotakeep.core.connection.Generation;
import io.rotakeep.core.connection.Reason;
import io.rotakeep.core.incident.Incident;
import io.rotakeep.core.incident.IncidentKind;
import io.rotakeep.core.oauth.DeclaredEgress;
import io.rotakeep.core.oauth.TokenAnswer;
import io.rotakeep.core.oauth.TokenObservation;
import io.rotakeep.core.provider.ErrorMeaning;
import io.rotakeep.core.provider.ErrorRule;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.provider.RotationClass;
import io.rotakeep.core.provider.SampleProviders;
import io.rotakeep.core.rotation.JournalledQuestion.Reply;
import io.rotakeep.core.rotation.ScriptedTokenEndpoint.Twist;
import io.rotakeep.core.verdict.RefreshVerdict;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What the row and earlier attempts have to say when an answer is judged. */
final class JudgementTest {
  private static final ConnectionId SIBLING = new ConnectionId("acme/two");
  private static final Duration WINDOW = Duration.ofSeconds(30);
  private static final Twist REFUSED = new Twist.Intercepted(400, null, "error=invalid_grant\n");
  private static final Twist IN_USE = new Twist.Intercepted(400, null, "error=in_use\n");

  @Test
  void aRefusalOfAReplayIsOurOwnDoing() {
    TestDaemon daemon = enrolled(new RotationClass.Window(WINDOW));
    daemon.server.next(new Twist.AnswerLost(), REFUSED);
    daemon.refresh();
    daemon.clock.advance(Duration.ofSeconds(5));

    daemon.refresh();

    assertThat(daemon.server.questions()).isEqualTo(2);
    assertThat(daemon.state())
        .isEqualTo(new ConnectionState.ReauthorizationRequired(Reason.LOST_RESPONSE));
  }

  @Test
  void aWindowBeganWithTheFirstPresentation() {
    TestDaemon daemon = enrolled(new RotationClass.Window(WINDOW));
    daemon.server.next(new Twist.AnswerLost(), new Twist.AnswerLost());
    daemon.refresh();
    daemon.clock.advance(Duration.ofSeconds(20));
    daemon.server.afterSending(() -> daemon.clock.advance(Duration.ofSeconds(8)));

    RotationOutcome late = daemon.refresh();

    assertThat(daemon.server.questions()).isEqualTo(2);
    assertThat(failure(late)).isInstanceOf(RefreshFailure.InDoubt.class);
  }

  /** The one before had another token, and this one has been presented by nobody of us. */
  @Test
  void anotherUseOfANewTokenIsATheftThoughTheOneBeforeWasJustRefreshed() {
    TestDaemon daemon = busy();
    daemon.refresh();
    daemon.clock.advance(Duration.ofMinutes(1));
    daemon.server.next(IN_USE);

    request(daemon);

    assertThat(daemon.state())
        .isEqualTo(new ConnectionState.Quarantined(Reason.SUSPECTED_COMPROMISE));
  }

  @Test
  void anotherUseIsATheftThoughWeHadJustTriedToSendIt() {
    TestDaemon daemon = busy();
    daemon.server.next(new Twist.Unsent(), IN_USE);
    daemon.refresh();
    daemon.clock.advance(Duration.ofMinutes(1));

    daemon.refresh();

    assertThat(daemon.server.questions()).isEqualTo(2);
    assertThat(daemon.state())
        .isEqualTo(new ConnectionState.Quarantined(Reason.SUSPECTED_COMPROMISE));
  }

  /** The process before may have asked, and have been answered by a gateway. */
  @Test
  void anotherUseSoonAfterAStartMayBeOurOwn() {
    assertThat(usedByAnother(Duration.ofMinutes(4))).isInstanceOf(ConnectionState.InDoubt.class);
  }

  @Test
  void anotherUseLongAfterAStartIsATheft() {
    assertThat(usedByAnother(Duration.ofMinutes(5)))
        .isEqualTo(new ConnectionState.Quarantined(Reason.SUSPECTED_COMPROMISE));
  }

  private static ConnectionState usedByAnother(Duration afterAStart) {
    TestDaemon before = busy();
    before.clock.advance(Duration.ofHours(2));
    TestDaemon daemon = before.reopen(false);
    daemon.clock.advance(afterAStart);
    daemon.server.next(IN_USE);
    daemon.refresh();
    return daemon.state();
  }

  @Test
  void anAnswerThatRepeatsTheSameTokenRotatesNothing() {
    TestDaemon daemon = enrolled(new RotationClass.Family());
    String token = daemon.refreshToken();
    daemon.server.next(bringing(token));

    RotationOutcome outcome = daemon.refresh();

    assertThat(outcome).isInstanceOf(RotationOutcome.Fresh.class);
    assertThat(daemon.row().generation()).isEqualTo(new Generation(1));
    assertThat(daemon.refreshToken()).isEqualTo(token);
    assertThat(daemon.incidents.unresolved()).isEmpty();
  }

  @Test
  void aTokenThatComesBackIsAdoptedWhereReplacedOnesStillWork() {
    TestDaemon daemon = enrolled(new RotationClass.Overlapping());
    String first = daemon.refreshToken();
    daemon.refresh();
    daemon.outliveAccessToken();
    daemon.server.next(bringing(first));

    daemon.refresh();

    assertThat(daemon.refreshToken()).isEqualTo(first);
    assertThat(daemon.row().generation()).isEqualTo(new Generation(3));
    assertThat(daemon.incidents.unresolved()).isEmpty();
  }

  @Test
  void aTokenOfAnotherConnectionIsNotAdopted() {
    Provider provider = SampleProviders.of(new RotationClass.Family());
    TestDaemon daemon = TestDaemon.enrolled(provider);
    String theirs = daemon.server.enrol();
    daemon.enrol(SIBLING, provider, theirs);
    daemon.refresh(SIBLING);
    daemon.server.next(bringing(theirs));

    daemon.refresh();

    assertThat(daemon.refreshToken()).isNotEqualTo(theirs);
    assertRetiredTokenFound(daemon);
  }

  @Test
  void aRetiredTokenIsToldOfAlsoWhereTheQuestionMayBeRepeated() {
    TestDaemon daemon = enrolled(new RotationClass.Window(WINDOW));
    String first = daemon.refreshToken();
    daemon.refresh();
    daemon.outliveAccessToken();
    daemon.server.next(bringing(first));

    RotationOutcome outcome = daemon.refresh();

    assertThat(failure(outcome)).isInstanceOf(RefreshFailure.ProviderUnavailable.class);
    assertRetiredTokenFound(daemon);
  }

  /** What a server says while it fails grants nothing. */
  @Test
  void aRetiredTokenBesideAFailureIsADoubtOnly() {
    TestDaemon daemon = enrolled(new RotationClass.Family());
    String first = daemon.refreshToken();
    daemon.refresh();
    daemon.outliveAccessToken();
    daemon.server.next(
        new Twist.Intercepted(
            500, null, "access_token=at-x\nrefresh_token=" + first + "\ntoken_type=Bearer\n"));

    daemon.refresh();

    assertThat(daemon.state()).isInstanceOf(ConnectionState.InDoubt.class);
    assertThat(daemon.incidents.unresolved()).isEmpty();
  }

  @Test
  void anAnswerWithoutAnyTokenIsADoubtOnly() {
    TestDaemon daemon = enrolled(new RotationClass.Family());
    daemon.server.next(new Twist.Reworded(_ -> "token_type=Bearer\n"));

    daemon.refresh();

    assertThat(daemon.state()).isInstanceOf(ConnectionState.InDoubt.class);
    assertThat(daemon.incidents.unresolved()).isEmpty();
  }

  /** The crash came between the row and the note that it is there. */
  @Test
  void aRowThatHasThisAnswersTokenHasNotBeenSuperseded() {
    TestDaemon daemon = enrolled(new RotationClass.Strict());
    daemon.refresh();

    TestDaemon next = daemon.restart(false);

    assertThat(next.opened.unsettled()).hasSize(1);
    assertThat(next.journal.openAttempts()).isEmpty();
    assertThat(next.audit.records(AuditAction.ROTATION_RECOVERED)).isEmpty();
  }

  /** A crash came before the attempt was settled: the database knows the token, its row not yet. */
  @Test
  void whatThisVeryAnswerBroughtIsNoRetiredToken() {
    TestDaemon daemon = enrolled(new RotationClass.Family());
    Connection before = daemon.row();
    daemon.refresh();

    try (Reply reply = granted(daemon.refreshToken(), daemon.clock.instant())) {
      RefreshVerdict verdict = judgement(daemon).judge(refreshOf(daemon, before), reply);

      assertThat(verdict).isInstanceOf(RefreshVerdict.Rotated.class);
    }
  }

  private static Judgement judgement(TestDaemon daemon) {
    ConnectionStore connections = daemon.stores.connections();
    var gate = new RefreshGate(new MapCache<>(), new MapCache<>(), DeclaredEgress.NONE);
    var rejections =
        new RejectionRecord(
            daemon.incidents,
            daemon.stores.providers(),
            new MassRejections(connections),
            gate.circuits(),
            daemon.clock);
    return new Judgement(
        daemon.secrets,
        new RotationEngine.Stores(
            connections,
            daemon.stores.providers(),
            daemon.stores.lineage(),
            daemon.holds,
            daemon.stores.repair()),
        new Rotator.Reporting(
            daemon.audit,
            daemon.observer,
            new RecentRefreshes(new MapCache<>(), daemon.clock.instant()),
            daemon.desk,
            daemon.clock,
            UUID::randomUUID),
        new Lessons(gate, rejections, daemon.credentials, daemon.clock));
  }

  private static Settlement.Case refreshOf(TestDaemon daemon, Connection row) {
    return new Settlement.Case(
        Attempt.of(new UUID(1, 2), Attempt.Kind.REFRESH, row, daemon.clock.instant()),
        row,
        Objects.requireNonNull(row.grant()),
        daemon.stores.providers().list().getFirst());
  }

  private static Reply granted(String refreshToken, Instant now) {
    return new Reply(
        new TokenObservation.Answered(200, null, "text/plain", TestDaemon.secret("body"), true),
        new TokenAnswer.Granted(
            TestDaemon.secret("at-1"),
            TestDaemon.secret(refreshToken),
            "Bearer",
            null,
            null,
            null,
            Map.of()),
        now);
  }

  private static TestDaemon enrolled(RotationClass rotation) {
    return TestDaemon.enrolled(SampleProviders.of(rotation));
  }

  private static TestDaemon busy() {
    return TestDaemon.enrolled(
        SampleProviders.knowing(
            SampleProviders.of(new RotationClass.Family()),
            new ErrorRule("in_use", null, null, ErrorMeaning.BUSY)));
  }

  private static void request(TestDaemon daemon) {
    daemon.ask(TestDaemon.ID, new RotationTrigger.Requested(false));
  }

  private static Twist bringing(String refreshToken) {
    return new Twist.Reworded(
        body -> body.replaceAll("refresh_token=.*", "refresh_token=" + refreshToken));
  }

  private static void assertRetiredTokenFound(TestDaemon daemon) {
    assertThat(daemon.row().state()).isInstanceOf(ConnectionState.InDoubt.class);
    assertThat(daemon.incidents.unresolved())
        .extracting(Incident::kind)
        .containsExactly(IncidentKind.RETIRED_TOKEN_PRESENTED);
  }
}
