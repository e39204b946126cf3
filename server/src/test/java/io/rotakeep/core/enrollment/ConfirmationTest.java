package io.rotakeep.core.enrollment;

import static io.rotakeep.core.enrollment.Enrollables.NEW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionState;
import io.rotakeep.core.connection.Generation;
import io.rotakeep.core.enrollment.AuthorizationStart.Started;
import io.rotakeep.core.enrollment.EnrollmentResult.Cause;
import io.rotakeep.core.enrollment.EnrollmentResult.ConfirmationDue;
import io.rotakeep.core.enrollment.PendingAuthorization.Phase;
import io.rotakeep.core.rotation.RotationTrigger;
import io.rotakeep.core.rotation.ScriptedTokenEndpoint.Twist;
import io.rotakeep.core.rotation.TestDaemon;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A provider whose consents count only when the application has confirmed them. */
final class ConfirmationTest {
  private static final EnrollmentResult UNKNOWN =
      new EnrollmentResult.Refused(Cause.STATE_UNKNOWN, "", null);

  private final TestDesk desk = TestDesk.at(Enrollables.confirming());

  /** Ends a process where it stands. */
  private static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
  }

  @Test
  void theConnectionIsActiveOnlyAfterTheTicketWasConfirmed() {
    ConfirmationDue due = due();
    ConnectionState meanwhile = desk.row(NEW).state();

    EnrollmentResult result = desk.completion.confirm(due.ticket(), TestDesk.CALLER);

    assertThat(meanwhile).isEqualTo(new ConnectionState.PendingAuthorization());
    assertThat(result).isEqualTo(new EnrollmentResult.Completed(desk.row(NEW), null));
    assertThat(desk.row(NEW).state()).isEqualTo(new ConnectionState.Active());
    assertThat(desk.daemon.cache.find(NEW)).isNotNull();
    assertThat(desk.daemon.server.redemptions()).hasSize(1);
  }

  @Test
  void theTicketIsGoodOnce() {
    ConfirmationDue due = due();
    desk.completion.confirm(due.ticket(), TestDesk.CALLER);

    assertThat(desk.completion.confirm(due.ticket(), TestDesk.CALLER)).isEqualTo(UNKNOWN);
    assertThat(desk.row(NEW).generation()).isEqualTo(new Generation(1));
  }

  @Test
  void onlyTheApplicationThatBeganConfirms() {
    ConfirmationDue due = due();

    assertThat(desk.completion.confirm(due.ticket(), "intruder")).isEqualTo(UNKNOWN);
    assertThat(desk.completion.confirm("nonsense", TestDesk.CALLER)).isEqualTo(UNKNOWN);
    assertThat(desk.row(NEW).state()).isEqualTo(new ConnectionState.PendingAuthorization());

    assertThat(desk.completion.confirm(due.ticket(), TestDesk.CALLER))
        .isInstanceOf(EnrollmentResult.Completed.class);
  }

  @Test
  void theTicketExpiresWithItsAuthorization() {
    ConfirmationDue due = due();
    desk.daemon.clock.advance(Duration.ofMinutes(10));

    assertThat(desk.completion.confirm(due.ticket(), TestDesk.CALLER)).isEqualTo(UNKNOWN);
    assertThat(desk.pending.deleteExpired(desk.daemon.clock.instant().plusMillis(1))).isOne();
  }

  @Test
  void ticketAndTokensAreKeptHashedAndEncrypted() {
    Started.Begun begun = desk.begin(NEW);
    ConfirmationDue due = (ConfirmationDue) desk.complete(begun, "code-1");

    PendingAuthorization row = desk.waiting(begun).orElseThrow();
    String image = new String(PendingAuthorizationImage.write(row), StandardCharsets.ISO_8859_1);

    assertThat(row.phase()).isInstanceOf(Phase.Confirming.class);
    assertThat(image).doesNotContain(due.ticket()).doesNotContain("rt-2").doesNotContain("at-");
  }

  @Test
  void aTicketThatIsOutSurvivesARestart() {
    ConfirmationDue due = due();

    TestDesk next = desk.restart();
    EnrollmentResult result = next.completion.confirm(due.ticket(), TestDesk.CALLER);

    assertThat(result).isInstanceOf(EnrollmentResult.Completed.class);
    assertThat(next.row(NEW).state()).isEqualTo(new ConnectionState.Active());
    assertThat(next.daemon.journal.openAttempts()).isEmpty();
    assertThat(next.daemon.server.redemptions()).hasSize(1);
  }

  @Test
  void aCrashAfterTheAdoptionComesToOneGeneration() {
    ConfirmationDue due = due();
    desk.daemon.stores.afterWrite(ConfirmationTest::dieAtConnections);
    assertThat(catchThrowable(() -> desk.completion.confirm(due.ticket(), TestDesk.CALLER)))
        .isInstanceOf(Killed.class);
    TestDesk next = desk.restart();

    EnrollmentResult again = next.completion.confirm(due.ticket(), TestDesk.CALLER);

    assertThat(again).isInstanceOf(EnrollmentResult.Completed.class);
    assertThat(next.row(NEW).generation()).isEqualTo(new Generation(1));
    assertThat(next.daemon.cache.find(NEW)).isNotNull();
  }

  @Test
  void whatWasRotatedSinceIsNotAdoptedAgain() {
    ConfirmationDue due = due();
    desk.daemon.stores.afterWrite(ConfirmationTest::dieAtConnections);
    var _ = catchThrowable(() -> desk.completion.confirm(due.ticket(), TestDesk.CALLER));
    TestDesk next = desk.restart();
    next.daemon.ask(NEW, new RotationTrigger.Requested(false));
    Connection rotated = next.row(NEW);

    next.completion.confirm(due.ticket(), TestDesk.CALLER);

    assertThat(rotated.generation()).isEqualTo(new Generation(2));
    assertThat(next.row(NEW)).isEqualTo(rotated);
  }

  @Test
  void aRefusalIsNotToBeConfirmed() {
    desk.daemon.server.next(new Twist.Intercepted(400, null, "error=invalid_grant\n"));

    EnrollmentResult result = desk.complete(desk.begin(NEW), "code-1");

    assertThat(result)
        .isEqualTo(new EnrollmentResult.Refused(Cause.EXCHANGE_REFUSED, "invalid_grant", null));
  }

  @Test
  void anExistingConnectionStaysAsItIsUntilConfirmed() {
    Connection before = desk.row(TestDaemon.ID);
    ConfirmationDue due = (ConfirmationDue) desk.complete(desk.begin(TestDaemon.ID), "code-1");

    assertThat(desk.row(TestDaemon.ID)).isEqualTo(before);

    desk.completion.confirm(due.ticket(), TestDesk.CALLER);
    assertThat(desk.row(TestDaemon.ID).generation()).isEqualTo(before.generation().next());
  }

  private ConfirmationDue due() {
    return (ConfirmationDue) desk.complete(desk.begin(NEW), "code-1");
  }

  private static void dieAtConnections(String kind) {
    if (kind.equals("connection")) {
      throw new Killed();
    }
  }
}
