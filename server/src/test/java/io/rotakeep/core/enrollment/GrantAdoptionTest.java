package io.rotakeep.core.enrollment;

import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionState;
import io.rotakeep.core.connection.Hold;
import io.rotakeep.core.connection.Reason;
import io.rotakeep.core.connection.Tombstone;
import io.rotakeep.core.crypto.Envelope;
import io.rotakeep.core.enrollment.PendingAuthorization.Phase;
import io.rotakeep.core.enrollment.PendingAuthorization.Wish;
import io.rotakeep.core.oauth.TokenAnswer;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.provider.RotationClass;
import io.rotakeep.core.provider.SampleProviders;
import io.rotakeep.core.rotation.TestDaemon;
import io.rotakeep.core.secret.SecretBytes;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class GrantAdoptionTest {
  private static final Provider STRICT = SampleProviders.of(new RotationClass.Strict());

  private final TestDaemon daemon = TestDaemon.enrolled(STRICT);
  private final String enrolled = daemon.refreshToken();

  @Test
  void makesAConsentTheNextGeneration() {
    Connection after = adopt("rt-of-a-new-consent");

    assertThat(after.generation().number()).isEqualTo(2);
    assertThat(after.state()).isEqualTo(new ConnectionState.Active());
    assertThat(daemon.refreshToken()).isEqualTo("rt-of-a-new-consent");
    assertThat(daemon.cache.find(TestDaemon.ID)).isNotNull();
  }

  @Test
  void adoptsOneAnswerOnceHoweverOftenItIsRead() {
    adopt("rt-of-a-new-consent");

    Connection again = adopt("rt-of-a-new-consent");

    assertThat(again.generation().number()).isEqualTo(2);
  }

  @Test
  void neverAdoptsAnewWhatHasBeenRotatedSince() {
    daemon.refresh();
    String newest = daemon.refreshToken();

    Connection again = adopt(enrolled);

    assertThat(again.generation().number()).isEqualTo(2);
    assertThat(daemon.refreshToken()).isEqualTo(newest);
  }

  @Test
  void adoptsTheSameTokenAnewWhenConsentWasNeeded() {
    Connection before = daemon.row();
    Connection lapsed =
        daemon
            .secrets
            .moveTo(
                before,
                new ConnectionState.ReauthorizationRequired(Reason.REVOKED_UPSTREAM),
                daemon.clock.instant())
            .nextRevision();
    daemon.locks.<Boolean>whileHolding(
        TestDaemon.ID, lock -> daemon.connections().replace(lock, before, lapsed));

    Connection after = adopt(enrolled);

    assertThat(after.state()).isEqualTo(new ConnectionState.Active());
    assertThat(after.generation().number()).isEqualTo(2);
  }

  @Test
  void liftsTheHoldOfTheGrantItReplaces() {
    daemon.holds.place(
        TestDaemon.ID,
        epoch ->
            new Hold.QuarantinedHold(
                TestDaemon.ID, epoch, daemon.clock.instant(), Reason.SUSPECTED_COMPROMISE));

    adopt("rt-of-a-new-consent");

    assertThat(daemon.holds.stopped(TestDaemon.ID)).isFalse();
    assertThat(daemon.cache.find(TestDaemon.ID)).isNotNull();
  }

  @Test
  void goesOnCountingAfterADeletedConnection() {
    Connection before = daemon.row();
    Tombstone tombstone =
        new Tombstone(
            TestDaemon.ID, before.generation(), before.revision() + 1, daemon.clock.instant());
    daemon.locks.<Boolean>whileHolding(
        TestDaemon.ID, lock -> daemon.connections().delete(lock, before, tombstone));

    Connection after = adopt("rt-of-a-new-consent");
    TestDaemon next = daemon.restart(true);

    assertThat(after.generation().number()).isEqualTo(2);
    assertThat(after.revision()).isGreaterThan(tombstone.revision());
    assertThat(next.refreshToken()).isEqualTo("rt-of-a-new-consent");
  }

  @Test
  void neverPutsAnOlderConsentOverANewerOne() {
    Instant earlier = daemon.clock.instant().minusSeconds(60);
    adopt("rt-of-the-newer-consent");

    Connection after = adopt("rt-of-the-older-consent", earlier);

    assertThat(after.generation().number()).isEqualTo(2);
    assertThat(daemon.refreshToken()).isEqualTo("rt-of-the-newer-consent");
  }

  private Connection adopt(String refreshToken) {
    return adopt(refreshToken, daemon.clock.instant());
  }

  private Connection adopt(String refreshToken, Instant asked) {
    GrantAdoption adoption =
        new GrantAdoption(
            daemon.connections(),
            daemon.stores.lineage(),
            daemon.locks,
            daemon.secrets,
            new EarlierAdoptions(daemon.stores.lineage(), daemon.secrets),
            daemon.holds,
            daemon.engine.storedTokens(),
            daemon.clock);
    try (TokenAnswer.Granted answer =
        new TokenAnswer.Granted(
            SecretBytes.copyOfAscii("at-of-" + refreshToken),
            SecretBytes.copyOfAscii(refreshToken),
            "Bearer",
            3600L,
            null,
            null,
            Map.of())) {
      return adoption
          .adopt(
              pending(),
              STRICT,
              answer,
              Objects.requireNonNull(answer.refreshToken()),
              "subject-1",
              asked)
          .after();
    }
  }

  private PendingAuthorization pending() {
    return new PendingAuthorization(
        "00",
        TestDaemon.ID,
        STRICT.name(),
        new Wish(List.of("api"), Map.of(), null, null, null),
        "dev",
        new Envelope(new byte[] {1}),
        new Phase.Exchanging(),
        daemon.clock.instant().plus(AuthorizationStart.LIFE));
  }
}
