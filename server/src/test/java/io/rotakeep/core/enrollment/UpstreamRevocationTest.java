package io.rotakeep.core.enrollment;

import static io.rotakeep.core.enrollment.Enrollables.NEW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.rotakeep.core.audit.AuditAction;
import io.rotakeep.core.audit.AuditOutcome;
import io.rotakeep.core.audit.AuditRecord;
import io.rotakeep.core.audit.AuditUnavailableException;
import io.rotakeep.core.connection.ConnectionState;
import io.rotakeep.core.connection.Generation;
import io.rotakeep.core.connection.Grant;
import io.rotakeep.core.connection.Hold;
import io.rotakeep.core.connection.Reason;
import io.rotakeep.core.crypto.Envelope;
import io.rotakeep.core.enrollment.PendingAuthorization.Wish;
import io.rotakeep.core.oauth.RevocationEndpoint.RevocationOutcome;
import io.rotakeep.core.provider.Endpoints;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.provider.SampleProviders;
import io.rotakeep.core.rotation.RotationOutcome;
import io.rotakeep.core.rotation.TestDaemon;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

final class UpstreamRevocationTest {
  private final TestDesk desk = TestDesk.at(Enrollables.plain());

  @Test
  void aFlightThatLandsUnderTheHoldIsSettledAndItsTokenRevoked() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    CountDownLatch asked = new CountDownLatch(1);
    desk.daemon.server.beforeSending(asked::countDown);
    desk.daemon.server.holdUntil(gate);

    try (ExecutorService side = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<RotationOutcome> flight = side.submit(() -> desk.daemon.refresh());
      asked.await();
      Hold.RevokedHold hold = revoke();
      ConnectionState atOnce = desk.daemon.state();
      gate.countDown();

      assertThat(flight.get()).isInstanceOf(RotationOutcome.Failed.class);
      assertThat(desk.revocations.confirm(hold)).isTrue();
      assertThat(atOnce).isEqualTo(new ConnectionState.Revoked(Reason.OPERATOR));
    }
    assertThat(desk.server.revoked()).singleElement().asString().startsWith("rt-2");
    assertThat(desk.row(TestDaemon.ID).generation()).isEqualTo(new Generation(2));
    assertThat(desk.daemon.cache.find(TestDaemon.ID)).isNull();
  }

  @Test
  void theHoldOutlivesTheProcess() {
    desk.daemon.refresh();
    revoke();

    TestDesk next = desk.restart();
    boolean stopped = next.daemon.holds.stopped(TestDaemon.ID);
    next.revocations.resume();

    assertThat(stopped).isTrue();
    await().until(() -> next.daemon.stores.holds().unconfirmed(10).isEmpty());
    assertThat(desk.server.revoked()).singleElement().asString().startsWith("rt-2");
  }

  @Test
  void revokingAgainChangesNothing() {
    Hold.RevokedHold first = revoke();

    Hold.RevokedHold second = revoke();

    assertThat(second).isEqualTo(first);
    assertThat(desk.daemon.audit.records(AuditAction.CONNECTION_REVOKED)).hasSize(1);
  }

  @Test
  void whatWasNotConfirmedIsTriedAgainAfterAPause() {
    desk.server.next(new RevocationOutcome.Unconfirmed("silence"));
    Hold.RevokedHold hold = revoke();
    assertThat(desk.revocations.confirm(hold)).isFalse();

    desk.revocations.resume();
    int meanwhile = desk.server.revoked().size();
    desk.daemon.clock.advance(Duration.ofSeconds(30));
    desk.revocations.resume();

    assertThat(meanwhile).isEqualTo(1);
    await().until(() -> desk.daemon.stores.holds().unconfirmed(10).isEmpty());
    assertThat(desk.server.results()).containsExactly("unconfirmed", "confirmed");
    assertThat(desk.daemon.audit.records(AuditAction.GRANT_REVOKED_UPSTREAM))
        .extracting(AuditRecord::outcome)
        .containsExactly(AuditOutcome.IN_DOUBT, AuditOutcome.SUCCEEDED);
  }

  @Test
  void withoutAnotherSecretARefusedClientConfirmsNothing() {
    desk.server.next(new RevocationOutcome.ClientRefused("invalid_client"));

    assertThat(desk.revocations.confirm(revoke())).isFalse();

    assertThat(desk.server.revoked()).hasSize(1);
    assertThat(desk.server.results()).containsExactly("unconfirmed");
  }

  @Test
  void theOtherSecretIsTriedAtOnce() {
    Envelope newest = desk.daemon.encrypted("newest");
    Envelope older = desk.daemon.encrypted("older");
    desk.providers.write(SampleProviders.nextRevision(Enrollables.confidential(newest, older)));
    desk.server.next(new RevocationOutcome.ClientRefused("invalid_client"));

    assertThat(desk.revocations.confirm(revoke())).isTrue();

    assertThat(desk.server.secrets()).containsExactly("newest", "older");
    assertThat(desk.server.results()).containsExactly("confirmed");
  }

  @Test
  void aRefusalIsTheProvidersLastWord() {
    desk.server.next(new RevocationOutcome.Refused("unsupported_token_type"));

    assertThat(desk.revocations.confirm(revoke())).isTrue();

    assertThat(desk.server.results()).containsExactly("refused");
    Grant left = desk.row(TestDaemon.ID).grant();
    assertThat(left).isNotNull();
    assertThat(left.refreshToken()).isNull();
  }

  @Test
  void aProviderWithoutAnEndpointHasNothingToConfirm() {
    TestDesk mute = TestDesk.at(mute());
    mute.daemon.refresh();

    boolean confirmed =
        mute.revocations.confirm(mute.revocations.revoke(TestDaemon.ID, new Order("o", "", "r")));

    assertThat(confirmed).isTrue();
    assertThat(mute.server.results()).containsExactly("not_possible");
    assertThat(mute.server.revoked()).isEmpty();
    assertThat(mute.row(TestDaemon.ID).state())
        .isEqualTo(new ConnectionState.Revoked(Reason.OPERATOR));
    assertThat(mute.row(TestDaemon.ID).accessToken()).isNull();
  }

  @Test
  void aConnectionWithoutAGrantHasNothingToRevoke() {
    desk.begin(NEW);

    assertThat(desk.revocations.confirm(desk.revocations.revoke(NEW, new Order("ops", "", "r"))))
        .isTrue();

    assertThat(desk.server.revoked()).isEmpty();
  }

  @Test
  void goesToThePinnedLoginHost() {
    Wish wish = new Wish(List.of(), Map.of(), "acme.my.example.com", null, null);
    desk.complete(desk.begin(NEW, wish), "code-1");

    desk.revocations.confirm(desk.revocations.revoke(NEW, new Order("ops", "", "r")));

    assertThat(desk.server.addresses())
        .containsExactly(URI.create("https://acme.my.example.com/revoke"));
  }

  @Test
  void nothingIsStoppedThatTheAuditDoesNotTake() {
    desk.daemon.audit.refuse(AuditAction.CONNECTION_REVOKED);

    assertThatThrownBy(this::revoke).isInstanceOf(AuditUnavailableException.class);

    assertThat(desk.daemon.holds.stopped(TestDaemon.ID)).isFalse();
  }

  private Hold.RevokedHold revoke() {
    return desk.revocations.revoke(TestDaemon.ID, new Order("ops", "", "r"));
  }

  private static Provider mute() {
    Endpoints endpoints =
        new Endpoints(
            URI.create("https://login.example.com/authorize"),
            URI.create("https://login.example.com/token"),
            null,
            null,
            null,
            false);
    return SampleProviders.endpoints(Enrollables.plain(), endpoints);
  }
}
