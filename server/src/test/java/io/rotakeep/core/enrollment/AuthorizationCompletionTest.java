package io.rotakeep.core.enrollment;

import static io.rotakeep.core.enrollment.Enrollables.NEW;
import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.core.audit.AuditAction;
import io.rotakeep.core.audit.AuditRecord;
import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionState;
import io.rotakeep.core.connection.Generation;
import io.rotakeep.core.enrollment.AuthorizationCompletion.Bearer;
import io.rotakeep.core.enrollment.AuthorizationCompletion.Return;
import io.rotakeep.core.enrollment.AuthorizationStart.Started;
import io.rotakeep.core.enrollment.EnrollmentResult.Cause;
import io.rotakeep.core.enrollment.PendingAuthorization.Wish;
import io.rotakeep.core.secret.SecretBytes;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AuthorizationCompletionTest {
  private static final String ISSUER = "https://login.example.com";

  private final TestDesk desk = TestDesk.at(Enrollables.plain());

  @Test
  void aConsentMakesTheConnectionActive() {
    Wish wish =
        new Wish(
            List.of("api"),
            Map.of("tenant", "acme"),
            null,
            null,
            URI.create("https://app.example.com/exact"));

    EnrollmentResult result = desk.complete(desk.begin(NEW, wish), "code-1");

    Connection row = desk.row(NEW);
    assertThat(result)
        .isEqualTo(
            new EnrollmentResult.Completed(row, URI.create("https://app.example.com/exact")));
    assertThat(row.state()).isEqualTo(new ConnectionState.Active());
    assertThat(row.generation()).isEqualTo(new Generation(1));
    assertThat(row.grant()).isNotNull();
    assertThat(row.grant().key().subject()).isEqualTo("subject-1");
    assertThat(desk.daemon.cache.find(NEW)).isNotNull();
    assertThat(desk.daemon.stores.lineage().findAncestor(row.grant().fingerprint())).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "nonsense", "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMN-_0"})
  void anUnknownStateIsRefused(String state) {
    assertRefused(desk.complete(state, "code-1", null), Cause.STATE_UNKNOWN);
  }

  @Test
  void aUsedStateIsRefused() {
    Started.Begun begun = desk.begin(NEW);
    desk.complete(begun, "code-1");

    EnrollmentResult again = desk.complete(begun, "code-2");

    assertThat(again).isInstanceOf(EnrollmentResult.Refused.class);
    assertThat(desk.daemon.server.redemptions()).hasSize(1);
  }

  @Test
  void anExpiredStateIsRefused() {
    Started.Begun begun = desk.begin(NEW);
    desk.daemon.clock.advance(Duration.ofMinutes(10));

    assertRefused(desk.complete(begun, "code-1"), Cause.STATE_UNKNOWN);
  }

  @Test
  void aStateSurvivesARestart() {
    Started.Begun begun = desk.begin(NEW);

    EnrollmentResult result = desk.restart().complete(begun, "code-1");

    assertThat(result).isInstanceOf(EnrollmentResult.Completed.class);
  }

  @Test
  void anotherCallersStateIsRefusedAndStaysGood() {
    Started.Begun begun = desk.begin(NEW);

    assertRefused(returned(begun, new Bearer.Application("intruder")), Cause.STATE_UNKNOWN);

    assertThat(desk.complete(begun, "code-2")).isInstanceOf(EnrollmentResult.Completed.class);
  }

  @Test
  void theBrowserThatBeganAtTheDaemonMustComeBack() {
    Started.Begun begun = desk.begin(NEW);
    assertThat(desk.completion.depart(begun.state(), "my-cookie"))
        .contains(begun.authorizationUrl());

    assertRefused(returned(begun, new Bearer.Browser("foreign-cookie")), Cause.STATE_UNKNOWN);
    assertRefused(returned(begun, new Bearer.Browser(null)), Cause.STATE_UNKNOWN);

    assertThat(returned(begun, new Bearer.Browser("my-cookie")))
        .isInstanceOf(EnrollmentResult.Completed.class);
  }

  @Test
  void onlyTheFirstBrowserDeparts() {
    Started.Begun begun = desk.begin(NEW);

    var first = desk.completion.depart(begun.state(), "my-cookie");

    assertThat(desk.completion.depart(begun.state(), "foreign-cookie")).isEmpty();
    assertThat(desk.completion.depart(begun.state(), "my-cookie")).isEqualTo(first);
    assertThat(desk.completion.depart("nonsense", "my-cookie")).isEmpty();
  }

  @Test
  void ofTwoThatReturnWithOneStateOneExchanges() throws Exception {
    Started.Begun begun = desk.begin(NEW);
    CountDownLatch gate = new CountDownLatch(1);
    CountDownLatch asked = new CountDownLatch(1);
    desk.daemon.server.beforeSending(asked::countDown);
    desk.daemon.server.holdUntil(gate);

    try (ExecutorService two = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<EnrollmentResult> first = two.submit(() -> desk.complete(begun, "code-1"));
      asked.await();
      EnrollmentResult second = desk.complete(begun, "code-1");
      gate.countDown();

      assertThat(second).isInstanceOf(EnrollmentResult.Refused.class);
      assertThat(first.get()).isInstanceOf(EnrollmentResult.Completed.class);
    }
    assertThat(desk.daemon.server.questions()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://login.example.com/",
        "https://LOGIN.example.com",
        "http://login.example.com",
        "https://evil.example",
        ""
      })
  void anotherIssuersAnswerEndsItBeforeTheCodeIsSent(String issuer) {
    Started.Begun begun = desk.begin(NEW);

    assertRefused(desk.complete(begun.state(), "code-1", issuer), Cause.ISSUER_MISMATCH);

    assertThat(desk.waiting(begun)).isEmpty();
  }

  @Test
  void anIssuerThatWasAnnouncedMustNotBeMissing() {
    TestDesk announcing = TestDesk.at(Enrollables.announcing());

    EnrollmentResult missing = announcing.complete(announcing.begin(NEW), "code-1");
    EnrollmentResult named = announcing.complete(announcing.begin(NEW).state(), "code-2", ISSUER);

    assertThat(missing).isEqualTo(new EnrollmentResult.Refused(Cause.ISSUER_MISMATCH, "", null));
    assertThat(named).isInstanceOf(EnrollmentResult.Completed.class);
    assertThat(announcing.daemon.server.redemptions()).hasSize(1);
  }

  @Test
  void aDenialEndsItAndIsTold() {
    Started.Begun begun = desk.begin(NEW);

    EnrollmentResult result = desk.fail(begun, "access_denied");

    assertThat(result).isEqualTo(new EnrollmentResult.Refused(Cause.DENIED, "access_denied", null));
    assertThat(desk.waiting(begun)).isEmpty();
    assertThat(desk.row(NEW).state()).isEqualTo(new ConnectionState.PendingAuthorization());
  }

  @Test
  void anErrorThatIsNoCodeIsNotRepeated() {
    EnrollmentResult result = desk.fail(desk.begin(NEW), "<script>alert(1)</script>");

    assertThat(result).isEqualTo(new EnrollmentResult.Refused(Cause.DENIED, "", null));
  }

  @Test
  void anAnswerWithNeitherCodeNorErrorIsADenial() {
    Started.Begun begun = desk.begin(NEW);

    EnrollmentResult result =
        desk.completion.complete(
            new Return(begun.state(), null, null, null, new Bearer.Application(TestDesk.CALLER)));

    assertRefused(result, Cause.DENIED);
  }

  @Test
  void recordsEachEndWithItsReason() {
    desk.fail(desk.begin(NEW), "access_denied");
    desk.complete(desk.begin(NEW), "code-1");

    assertThat(desk.daemon.audit.records(AuditAction.ENROLLMENT_REFUSED))
        .extracting(audited -> audited.reason().word())
        .containsExactly("DENIED");
    assertThat(desk.daemon.audit.records(AuditAction.ENROLLMENT_COMPLETED))
        .extracting(AuditRecord::connection)
        .containsExactly(NEW.value());
  }

  private EnrollmentResult returned(Started.Begun begun, Bearer bearer) {
    try (SecretBytes code = SecretBytes.copyOfAscii("code-1")) {
      return desk.completion.complete(new Return(begun.state(), code, null, null, bearer));
    }
  }

  private void assertRefused(@Nullable EnrollmentResult result, Cause cause) {
    assertThat(result).isEqualTo(new EnrollmentResult.Refused(cause, "", null));
    assertThat(desk.daemon.server.redemptions()).isEmpty();
  }
}
