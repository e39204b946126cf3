package io.rotakeep.core.enrollment;

import static io.rotakeep.core.enrollment.Enrollables.NEW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionState;
import io.rotakeep.core.connection.Generation;
import io.rotakeep.core.connection.Reason;
import io.rotakeep.core.enrollment.AuthorizationStart.Started;
import io.rotakeep.core.enrollment.EnrollmentResult.Cause;
import io.rotakeep.core.enrollment.PendingAuthorization.Wish;
import io.rotakeep.core.rotation.RotationTrigger;
import io.rotakeep.core.rotation.ScriptedTokenEndpoint.Twist;
import io.rotakeep.core.rotation.TestDaemon;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Consent for a connection that exists; its first refresh token is rt-1, of subject-1. */
final class ReauthorizationTest {
  private final TestDesk desk = TestDesk.at(Enrollables.plain());

  @Test
  void keepsTheStateUntilItIsCompleted() {
    desk.daemon.refresh();
    Connection before = desk.row(TestDaemon.ID);

    Started.Begun begun = desk.begin(TestDaemon.ID);

    assertThat(desk.row(TestDaemon.ID)).isEqualTo(before);
    assertThat(desk.daemon.cache.find(TestDaemon.ID)).isNotNull();
    desk.fail(begun, "access_denied");
    assertThat(desk.row(TestDaemon.ID)).isEqualTo(before);
  }

  @Test
  void goesOnAtTheNextGenerationAndRetiresTheOldFingerprint() {
    desk.daemon.refresh();
    Connection before = desk.row(TestDaemon.ID);

    desk.complete(desk.begin(TestDaemon.ID), "code-1");

    Connection after = desk.row(TestDaemon.ID);
    assertThat(after.generation()).isEqualTo(before.generation().next());
    assertThat(before.grant()).isNotNull();
    assertThat(after.grant()).isNotNull();
    assertThat(after.grant().fingerprint()).isNotEqualTo(before.grant().fingerprint());
    assertThat(desk.daemon.stores.lineage().findAncestor(before.grant().fingerprint()))
        .hasValueSatisfying(old -> assertThat(old.generation()).isEqualTo(before.generation()));
    assertThat(desk.daemon.refreshToken()).startsWith("rt-3");
  }

  @Test
  void aNewGrantIsNewThoughAnEarlierRowWasPutBack() {
    desk.daemon.refresh();
    Connection earlier = desk.row(TestDaemon.ID);
    desk.daemon.ask(TestDaemon.ID, new RotationTrigger.Requested(false));
    Connection newest = desk.row(TestDaemon.ID);
    desk.daemon.stores.putBack(earlier);

    desk.complete(desk.begin(TestDaemon.ID), "code-1");
    desk.daemon.ask(TestDaemon.ID, new RotationTrigger.Requested(false));

    assertThat(desk.row(TestDaemon.ID).generation()).isEqualTo(newest.generation().next().next());
    assertThat(desk.daemon.holds.stopped(TestDaemon.ID)).isFalse();
  }

  @Test
  void revokesTheOldGrantWhereThatSparesTheNewOne() {
    desk.complete(desk.begin(TestDaemon.ID), "code-1");

    await().until(() -> !desk.server.revoked().isEmpty());

    assertThat(desk.server.revoked()).singleElement().asString().startsWith("rt-1");
    assertThat(desk.daemon.refreshToken()).startsWith("rt-2");
  }

  @Test
  void leavesTheOldGrantAloneWhereBothWouldDie() {
    TestDesk subject = TestDesk.at(Enrollables.endingAll());

    subject.complete(subject.begin(TestDaemon.ID), "code-1");

    assertRevokesNothingBefore(subject, "rt-3");
  }

  /** They consented for the wrong connection, and have one of their own to lose. */
  @Test
  void aStrayGrantIsLeftAloneWhereAnotherConnectionWouldDieWithIt() {
    TestDesk subject = TestDesk.at(Enrollables.endingAll());
    subject.daemon.server.saysBeside("expires_in=3600\nsub=subject-9\n");
    subject.complete(subject.begin(NEW), "code-1");

    EnrollmentResult stray = subject.complete(subject.begin(TestDaemon.ID), "code-2");

    assertThat(stray).isEqualTo(refused(Cause.SUBJECT_MISMATCH));
    assertRevokesNothingBefore(subject, "rt-4");
  }

  /** One that was imported without a word of whose it is may be theirs. */
  @Test
  void aStrayGrantIsLeftAloneWhereAConnectionIsOfNobodyKnowsWhom() {
    TestDesk subject = TestDesk.at(Enrollables.endingAll());
    subject.daemon.server.saysBeside("expires_in=3600\n");
    subject.complete(subject.begin(NEW), "code-1");
    subject.daemon.server.saysBeside("expires_in=3600\nsub=somebody-else\n");

    EnrollmentResult stray = subject.complete(subject.begin(TestDaemon.ID), "code-2");
    var _ = subject.changes.delete(NEW, true, "ops", "r-1");

    assertThat(stray).isEqualTo(refused(Cause.SUBJECT_MISMATCH));
    assertRevokesNothingBefore(subject, "rt-4");
  }

  @Test
  void aStrayGrantOfNobodyKnowsWhomIsLeftAloneWhereOthersMayDieWithIt() {
    TestDesk subject = TestDesk.at(Enrollables.endingAll());
    subject.daemon.server.saysBeside("expires_in=3600\n");

    EnrollmentResult stray = subject.complete(subject.begin(TestDaemon.ID), "code-1");

    assertThat(stray).isEqualTo(refused(Cause.SUBJECT_MISMATCH));
    assertRevokesNothingBefore(subject, "rt-3");
  }

  /** Revoking takes a while: whatever was to be revoked comes before a stray that surely is. */
  private static void assertRevokesNothingBefore(TestDesk desk, String stray) {
    desk.daemon.server.saysBeside("expires_in=3600\nsub=somebody-else\n");
    desk.complete(desk.begin(TestDaemon.ID), "code-9");

    await().until(() -> !desk.server.revoked().isEmpty());
    assertThat(desk.server.revoked()).singleElement().asString().startsWith(stray);
  }

  /** As of a server that does not rotate: what the connection lives by is nobody's stray. */
  @Test
  void aConsentThatBringsTheSameTokenAgainDoesNotEndIt() {
    String token = desk.daemon.refreshToken();
    desk.daemon.server.next(new Twist.Intercepted(400, null, "error=invalid_grant\n"));
    desk.daemon.refresh();
    desk.daemon.server.next(
        new Twist.Intercepted(
            200,
            null,
            "access_token=at-9\nrefresh_token="
                + token
                + "\ntoken_type=Bearer\nexpires_in=3600\nsub=subject-1\n"));

    desk.complete(desk.begin(TestDaemon.ID), "code-1");
    // Whatever was to be revoked comes before this stray.
    desk.daemon.server.saysBeside("expires_in=3600\nsub=somebody-else\n");
    desk.complete(desk.begin(TestDaemon.ID), "code-2");

    await().until(() -> !desk.server.revoked().isEmpty());
    assertThat(desk.daemon.state()).isEqualTo(new ConnectionState.Active());
    assertThat(desk.daemon.refreshToken()).isEqualTo(token);
    assertThat(desk.server.revoked()).hasSize(1).doesNotContain(token);
  }

  @Test
  void anotherSubjectThanThePinnedOneIsRefusedAndTheirGrantRevoked() {
    Connection before = desk.row(TestDaemon.ID);
    desk.daemon.server.saysBeside("expires_in=3600\nsub=somebody-else\n");

    EnrollmentResult result = desk.complete(desk.begin(TestDaemon.ID), "code-1");

    assertThat(result).isEqualTo(refused(Cause.SUBJECT_MISMATCH));
    assertThat(desk.row(TestDaemon.ID)).isEqualTo(before);
    await().until(() -> !desk.server.revoked().isEmpty());
    assertThat(desk.server.revoked()).singleElement().asString().startsWith("rt-2");
  }

  @Test
  void anotherSubjectThanTheExpectedOneIsRefusedAndTheirGrantRevoked() {
    Wish wish = new Wish(List.of(), Map.of(), null, "subject-9", null);

    EnrollmentResult result = desk.complete(desk.begin(NEW, wish), "code-1");

    assertThat(result).isEqualTo(refused(Cause.SUBJECT_MISMATCH));
    assertThat(desk.row(NEW).state()).isEqualTo(new ConnectionState.PendingAuthorization());
    await().until(() -> !desk.server.revoked().isEmpty());
  }

  @Test
  void anExpectedSubjectMustBeNamedBySomebody() {
    Wish wish = new Wish(List.of(), Map.of(), null, "subject-1", null);
    desk.daemon.server.saysBeside("expires_in=3600\n");

    EnrollmentResult nobody = desk.complete(desk.begin(NEW, wish), "code-1");
    desk.daemon.server.saysBeside("expires_in=3600\nid=subject-1\n");
    EnrollmentResult named = desk.complete(desk.begin(NEW, wish), "code-2");

    assertThat(nobody).isEqualTo(refused(Cause.SUBJECT_MISMATCH));
    assertThat(named).isInstanceOf(EnrollmentResult.Completed.class);
  }

  @Test
  void aQuarantinedConnectionComesBackByConsent() {
    desk.daemon.refresh();
    desk.quarantine(TestDaemon.ID);

    desk.complete(desk.begin(TestDaemon.ID), "code-1");

    assertThat(desk.daemon.state()).isEqualTo(new ConnectionState.Active());
    assertThat(desk.daemon.cache.find(TestDaemon.ID)).isNotNull();
  }

  @Test
  void aRevokedConnectionComesBackByConsent() {
    desk.revocations.confirm(desk.revocations.revoke(TestDaemon.ID, new Order("ops", "", "r")));

    EnrollmentResult result = desk.complete(desk.begin(TestDaemon.ID), "code-1");

    assertThat(result).isInstanceOf(EnrollmentResult.Completed.class);
    assertThat(desk.daemon.state()).isEqualTo(new ConnectionState.Active());
    assertThat(desk.row(TestDaemon.ID).generation()).isEqualTo(new Generation(2));
    assertThat(desk.restart().daemon.holds.stopped(TestDaemon.ID)).isFalse();
  }

  @Test
  void aStopThatCameAfterTheConsentWasAskedForStands() {
    Started.Begun begun = desk.begin(TestDaemon.ID);
    desk.daemon.clock.advance(Duration.ofSeconds(1));
    desk.quarantine(TestDaemon.ID);

    EnrollmentResult result = desk.complete(begun, "code-1");

    assertThat(result).isEqualTo(refused(Cause.STATE_UNKNOWN));
    assertThat(desk.daemon.state())
        .isEqualTo(new ConnectionState.Quarantined(Reason.SUSPECTED_COMPROMISE));
    await().until(() -> !desk.server.revoked().isEmpty());
    assertThat(desk.server.revoked()).singleElement().asString().startsWith("rt-2");
  }

  @Test
  void aRevocationThatWaitedSparesTheGrantThatCameMeanwhile() {
    var hold = desk.revocations.revoke(TestDaemon.ID, new Order("ops", "", "r"));
    desk.complete(desk.begin(TestDaemon.ID), "code-1");
    await().until(() -> !desk.server.revoked().isEmpty());

    desk.revocations.confirm(hold);

    assertThat(desk.server.revoked()).singleElement().asString().startsWith("rt-1");
    assertThat(desk.daemon.state()).isEqualTo(new ConnectionState.Active());
  }

  @Test
  void aConnectionThatWasDeletedMeanwhileGoesOnCounting() {
    Started.Begun begun = desk.begin(TestDaemon.ID);
    desk.daemon.refresh();
    Connection before = desk.row(TestDaemon.ID);
    desk.changes.delete(TestDaemon.ID, true, "ops", "r");

    EnrollmentResult result = desk.complete(begun, "code-1");

    assertThat(result).isInstanceOf(EnrollmentResult.Completed.class);
    assertThat(desk.row(TestDaemon.ID).generation()).isEqualTo(before.generation().next());
  }

  private static EnrollmentResult refused(Cause cause) {
    return new EnrollmentResult.Refused(cause, "", null);
  }
}
