package io.rotakeep.core.enrollment;

import static io.rotakeep.core.enrollment.Enrollables.NEW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.rotakeep.core.audit.AuditAction;
import io.rotakeep.core.connection.ConnectionState;
import io.rotakeep.core.connection.Generation;
import io.rotakeep.core.connection.StoreUnavailableException;
import io.rotakeep.core.crypto.Envelope;
import io.rotakeep.core.enrollment.AuthorizationStart.Started;
import io.rotakeep.core.enrollment.EnrollmentResult.Cause;
import io.rotakeep.core.oauth.Pkce;
import io.rotakeep.core.provider.SampleProviders;
import io.rotakeep.core.rotation.ScriptedTokenEndpoint.Redemption;
import io.rotakeep.core.rotation.ScriptedTokenEndpoint.Twist;
import io.rotakeep.core.secret.SecretBytes;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class CodeExchangeTest {
  private final TestDesk desk = TestDesk.at(Enrollables.plain());

  /** Ends a process where it stands. */
  private static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
  }

  @Test
  void aPublicClientSendsTheVerifierAndNoSecret() {
    Started.Begun begun = desk.begin(NEW);

    desk.complete(begun, "code-1");

    Redemption sent = desk.daemon.server.redemptions().getFirst();
    assertThat(sent.clientSecret()).isNull();
    assertThat(sent.clientId()).isEqualTo("client-1");
    assertThat(sent.code()).isEqualTo("code-1");
    assertThat(sent.redirectUri())
        .isEqualTo(URI.create("https://tokens.example.org/oauth/callback"));
    assertVerifierBelongsTo(begun, sent);
  }

  @Test
  void aConfidentialClientSendsVerifierAndSecret() {
    Envelope secret = desk.daemon.encrypted("s3cret");
    desk.providers.write(SampleProviders.nextRevision(Enrollables.confidential(secret)));
    Started.Begun begun = desk.begin(NEW);

    desk.complete(begun, "code-1");

    Redemption sent = desk.daemon.server.redemptions().getFirst();
    assertThat(sent.clientSecret()).isEqualTo("s3cret");
    assertVerifierBelongsTo(begun, sent);
  }

  @Test
  void aCodeThatWasNotLookedAtIsShownWithTheOtherSecret() {
    overlap();
    desk.daemon.server.takesOnly("older");

    EnrollmentResult result = desk.complete(desk.begin(NEW), "code-1");

    assertThat(result).isInstanceOf(EnrollmentResult.Completed.class);
    assertThat(desk.daemon.server.questions()).isEqualTo(2);
    assertThat(desk.daemon.server.redemptions())
        .singleElement()
        .extracting(Redemption::clientSecret)
        .isEqualTo("older");
    assertThat(desk.daemon.journal.openAttempts()).isEmpty();
  }

  @Test
  void aCodeIsShownNoThirdTime() {
    overlap();
    desk.daemon.server.takesOnly("neither");

    EnrollmentResult result = desk.complete(desk.begin(NEW), "code-1");

    assertThat(result).isEqualTo(refused(Cause.EXCHANGE_REFUSED, "invalid_client"));
    assertThat(desk.daemon.server.questions()).isEqualTo(2);
  }

  @Test
  void anotherRefusalThanTheClientsIsFinalWithTwoSecretsToo() {
    overlap();

    assertRefused(
        new Twist.Intercepted(400, null, "error=invalid_grant\n"),
        Cause.EXCHANGE_REFUSED,
        "invalid_grant");
    assertRefused(new Twist.AnswerLost(), Cause.EXCHANGE_UNANSWERED, "");
  }

  @Test
  void anAnswerWithoutARefreshTokenIsRefused() {
    desk.daemon.server.next(new Twist.Reworded(body -> body.replaceAll("refresh_token=.*\n", "")));

    EnrollmentResult result = desk.complete(desk.begin(NEW), "code-1");

    assertThat(result).isEqualTo(refused(Cause.NO_REFRESH_TOKEN, ""));
    assertThat(desk.row(NEW).state()).isEqualTo(new ConnectionState.PendingAuthorization());
  }

  @Test
  void whatIsNoGrantIsRefusedAndTheCodeNeverSentAgain() {
    assertRefused(new Twist.Unsent(), Cause.PROVIDER_UNAVAILABLE, "");
    assertRefused(new Twist.QuestionLost(), Cause.EXCHANGE_UNANSWERED, "");
    assertRefused(new Twist.AnswerLost(), Cause.EXCHANGE_UNANSWERED, "");
    assertRefused(
        new Twist.Intercepted(503, "5", "<html>busy</html>"), Cause.EXCHANGE_UNANSWERED, "");
    assertRefused(
        new Twist.Intercepted(400, null, "error=invalid_grant\n"),
        Cause.EXCHANGE_REFUSED,
        "invalid_grant");
    assertRefused(
        new Twist.Intercepted(500, null, "access_token=a\nrefresh_token=r\ntoken_type=Bearer\n"),
        Cause.EXCHANGE_UNANSWERED,
        "");
    assertRefused(
        new Twist.Reworded(body -> body.substring(0, body.length() / 2)),
        Cause.EXCHANGE_UNANSWERED,
        "");
  }

  @Test
  void aTokenOfAnUnknownTypeIsWithheldAndItsRefreshTokenAdopted() {
    desk.daemon.server.next(new Twist.Reworded(body -> body.replace("Bearer", "mac")));

    EnrollmentResult result = desk.complete(desk.begin(NEW), "code-1");

    assertThat(result).isInstanceOf(EnrollmentResult.Completed.class);
    assertThat(desk.daemon.cache.find(NEW)).isNull();
    assertThat(desk.row(NEW).generation()).isEqualTo(new Generation(1));
  }

  @Test
  void aCrashWithTheAnswerKeptEndsInTheConnection() {
    Started.Begun begun = desk.begin(NEW);
    desk.daemon.stores.beforeWrite(CodeExchangeTest::dieAtConnections);

    assertThat(catchThrowable(() -> desk.complete(begun, "code-1"))).isInstanceOf(Killed.class);
    TestDesk next = desk.restart();

    assertThat(next.row(NEW).state()).isEqualTo(new ConnectionState.Active());
    assertThat(next.row(NEW).generation()).isEqualTo(new Generation(1));
    assertThat(next.waiting(begun)).isEmpty();
    assertThat(next.daemon.server.redemptions()).hasSize(1);
  }

  @Test
  void aCrashBeforeTheAnswerWasKeptEndsInAnewConsent() {
    Started.Begun begun = desk.begin(NEW);
    desk.daemon.server.afterSending(CodeExchangeTest::die);

    assertThat(catchThrowable(() -> desk.complete(begun, "code-1"))).isInstanceOf(Killed.class);
    TestDesk next = desk.restart();

    assertThat(next.waiting(begun)).isEmpty();
    assertThat(next.row(NEW).state()).isEqualTo(new ConnectionState.PendingAuthorization());
    assertThat(next.complete(begun, "code-1")).isEqualTo(refused(Cause.STATE_UNKNOWN, ""));
    assertThat(next.daemon.server.redemptions()).hasSize(1);
  }

  @Test
  void aCrashAfterTheRowWasStoredComesToOneGeneration() {
    Started.Begun begun = desk.begin(NEW);
    desk.daemon.stores.afterWrite(CodeExchangeTest::dieAtConnections);

    assertThat(catchThrowable(() -> desk.complete(begun, "code-1"))).isInstanceOf(Killed.class);
    TestDesk next = desk.restart();
    next.recoverAgain();

    assertThat(next.row(NEW).generation()).isEqualTo(new Generation(1));
    assertThat(next.daemon.cache.find(NEW)).isNotNull();
    assertThat(next.daemon.journal.openAttempts()).isEmpty();
  }

  @Test
  void anAnswerThatTheStoreDidNotTakeIsConcludedOnceItIsThere() {
    Started.Begun begun = desk.begin(NEW);
    desk.daemon.stores.beforeWrite(kind -> isAway(kind, "connection"));
    Instant asked = desk.daemon.clock.instant();

    assertThat(catchThrowable(() -> desk.complete(begun, "code-1")))
        .isInstanceOf(StoreUnavailableException.class);
    desk.concludeLeft();
    assertThat(desk.daemon.journal.openAttempts()).as("it is still away").hasSize(1);
    desk.daemon.stores.beforeWrite(_ -> {});
    desk.daemon.clock.advance(Duration.ofMinutes(50));
    desk.concludeLeft();
    desk.concludeLeft();

    assertThat(desk.row(NEW).state()).isEqualTo(new ConnectionState.Active());
    assertThat(desk.row(NEW).generation()).isEqualTo(new Generation(1));
    assertThat(desk.waiting(begun)).isEmpty();
    assertThat(desk.daemon.server.redemptions()).hasSize(1);
    assertThat(desk.daemon.journal.openAttempts()).isEmpty();
    assertThat(Objects.requireNonNull(desk.daemon.cache.find(NEW)).validity().expires())
        .as("a life counts from before the question")
        .isEqualTo(asked.plusSeconds(3600));
    assertThat(desk.daemon.audit.records(AuditAction.ENROLLMENT_COMPLETED))
        .singleElement()
        .satisfies(told -> assertThat(told.connection()).isEqualTo(NEW.value()));
  }

  @Test
  void anExchangeThatIsUnderWayIsNobodyElsesBusiness() {
    Started.Begun begun = desk.begin(NEW);
    desk.daemon.server.afterSending(desk::concludeLeft);

    EnrollmentResult result = desk.complete(begun, "code-1");

    assertThat(result).isInstanceOf(EnrollmentResult.Completed.class);
    assertThat(desk.row(NEW).generation()).isEqualTo(new Generation(1));
    assertThat(desk.daemon.journal.openAttempts()).isEmpty();
  }

  /** Whoever came meanwhile stops the connection; the token it has is no stray all the same. */
  @Test
  void anAdoptionThatWasInterruptedIsEndedWhateverHasCome() {
    desk.complete(desk.begin(NEW), "code-1");
    desk.quarantine(NEW);
    Started.Begun begun = desk.begin(NEW);
    desk.daemon.stores.beforeWrite(kind -> isAway(kind, "hold"));
    assertThat(catchThrowable(() -> desk.complete(begun, "code-2")))
        .isInstanceOf(StoreUnavailableException.class);
    desk.daemon.stores.beforeWrite(_ -> {});
    desk.daemon.clock.advance(Duration.ofMinutes(1));
    desk.quarantine(NEW);

    desk.concludeLeft();

    assertThat(desk.daemon.journal.openAttempts()).isEmpty();
    assertThat(desk.row(NEW).generation()).isEqualTo(new Generation(2));
    assertThat(desk.daemon.holds.stopped(NEW)).isTrue();
    assertThat(desk.daemon.audit.records(AuditAction.ENROLLMENT_COMPLETED)).hasSize(2);
    assertThat(desk.daemon.audit.records(AuditAction.ENROLLMENT_REFUSED)).isEmpty();
  }

  /** Its token went with it, towards the provider too: read again, the answer brings nothing. */
  @Test
  void whatWasDeletedAfterItsAdoptionStaysDeleted() {
    adoptedAndDeleted();

    desk.concludeLeft();

    assertThat(desk.daemon.stores.connections().find(NEW)).isEmpty();
    assertThat(desk.daemon.journal.openAttempts()).isEmpty();
    assertThat(desk.server.revoked()).isEmpty();
  }

  @Test
  void anIdThatIsUsedAgainGetsNothingOfTheDeletedOne() {
    adoptedAndDeleted();
    desk.daemon.clock.advance(Duration.ofSeconds(1));
    Started.Begun again = desk.begin(NEW);

    desk.concludeLeft();

    assertThat(desk.row(NEW).state()).isEqualTo(new ConnectionState.PendingAuthorization());
    assertThat(desk.daemon.journal.openAttempts()).isEmpty();
    assertThat(desk.complete(again, "code-2")).isInstanceOf(EnrollmentResult.Completed.class);
    assertThat(desk.daemon.stores.connections().find(NEW)).isPresent();
  }

  private void adoptedAndDeleted() {
    Started.Begun begun = desk.begin(NEW);
    desk.daemon.stores.afterWrite(kind -> isAway(kind, "connection"));
    assertThat(catchThrowable(() -> desk.complete(begun, "code-1")))
        .isInstanceOf(StoreUnavailableException.class);
    desk.daemon.stores.afterWrite(_ -> {});
    assertThat(desk.row(NEW).state()).isEqualTo(new ConnectionState.Active());
    desk.daemon.clock.advance(Duration.ofSeconds(1));
    var _ = desk.changes.delete(NEW, true, "ops", "r-1");
  }

  @Test
  void aCrashBeforeAHoldWasLiftedIsMadeGood() {
    desk.complete(desk.begin(NEW), "code-1");
    desk.quarantine(NEW);
    Started.Begun begun = desk.begin(NEW);
    desk.daemon.stores.beforeWrite(kind -> dieAt(kind, "hold"));

    assertThat(catchThrowable(() -> desk.complete(begun, "code-2"))).isInstanceOf(Killed.class);
    TestDesk next = desk.restart();

    assertThat(next.daemon.holds.stopped(NEW)).isFalse();
    assertThat(next.row(NEW).generation()).isEqualTo(new Generation(2));
  }

  private void overlap() {
    Envelope newest = desk.daemon.encrypted("newest");
    Envelope older = desk.daemon.encrypted("older");
    desk.providers.write(SampleProviders.nextRevision(Enrollables.confidential(newest, older)));
  }

  private void assertRefused(Twist twist, Cause cause, String detail) {
    Started.Begun begun = desk.begin(NEW);
    int before = desk.daemon.server.questions();
    desk.daemon.server.next(twist);

    EnrollmentResult result = desk.complete(begun, "code-for-" + before);

    assertThat(result).as("after %s", twist).isEqualTo(refused(cause, detail));
    assertThat(desk.complete(begun, "code-for-" + before))
        .isEqualTo(refused(Cause.STATE_UNKNOWN, ""));
    assertThat(desk.daemon.server.questions()).isEqualTo(before + 1);
    assertThat(desk.waiting(begun)).isEmpty();
    assertThat(desk.row(NEW).state()).isEqualTo(new ConnectionState.PendingAuthorization());
  }

  private static void assertVerifierBelongsTo(Started.Begun begun, Redemption sent) {
    try (SecretBytes verifier = SecretBytes.copyOfAscii(sent.verifier())) {
      assertThat(begun.authorizationUrl().getRawQuery())
          .contains("code_challenge=" + Pkce.challenge(verifier));
    }
  }

  private static EnrollmentResult refused(Cause cause, String detail) {
    return new EnrollmentResult.Refused(cause, detail, null);
  }

  private static void isAway(String kind, String wanted) {
    if (kind.equals(wanted)) {
      throw new StoreUnavailableException("full");
    }
  }

  private static void dieAtConnections(String kind) {
    dieAt(kind, "connection");
  }

  private static void dieAt(String kind, String wanted) {
    if (kind.equals(wanted)) {
      die();
    }
  }

  private static void die() {
    throw new Killed();
  }
}
