package io.rotakeep.core.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.ConnectionState;
import io.rotakeep.core.connection.Reason;
import io.rotakeep.core.provider.BlastRadius;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.provider.RotationClass;
import io.rotakeep.core.provider.SampleProviders;
import io.rotakeep.core.rotation.ScriptedTokenEndpoint.Twist;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A gateway that answers for the server again and again, where a second use ends the grant. */
class PutOffTest {
  private static final ConnectionId SIBLING = new ConnectionId("acme/two");
  private static final Provider FAMILY =
      SampleProviders.radius(SampleProviders.of(new RotationClass.Family()), BlastRadius.SUBJECT);

  private final TestDaemon daemon = TestDaemon.enrolled(FAMILY);

  @Test
  void askedThreeTimesItWaitsForTheEndOfTheAccessToken() {
    putOff(3);

    RotationOutcome early = daemon.ask(TestDaemon.ID, new RotationTrigger.Requested(false));
    int asked = daemon.server.questions();
    daemon.outliveAccessToken();
    RotationOutcome late = daemon.refresh();

    assertThat(early)
        .isInstanceOfSatisfying(
            RotationOutcome.Failed.class,
            failed -> assertThat(failed.failure()).isInstanceOf(RefreshFailure.InDoubt.class));
    assertThat(asked).isEqualTo(4);
    assertThat(late).isInstanceOf(RotationOutcome.Fresh.class);
  }

  @Test
  void aRefusalAfterwardsMayBeOurOwnDoing() {
    putOff(3);
    daemon.outliveAccessToken();
    daemon.server.revokeGrant();

    daemon.refresh();

    assertThat(daemon.state())
        .isEqualTo(new ConnectionState.ReauthorizationRequired(Reason.LOST_RESPONSE));
  }

  @Test
  void anOutageCostsNobodyTheConnectionBecauseOfASibling() {
    daemon.enrol(SIBLING, FAMILY, daemon.server.enrol());
    putOff(3);
    daemon.outliveAccessToken();
    daemon.server.next(new Twist.Intercepted(503, null, ""));
    daemon.refresh();
    daemon.clock.advance(Duration.ofMinutes(1));

    RotationOutcome afterwards = daemon.refresh();

    assertThat(afterwards).isInstanceOf(RotationOutcome.Fresh.class);
    assertThat(daemon.state()).isEqualTo(new ConnectionState.Active());
  }

  @Test
  void askedTwiceItGoesOn() {
    putOff(2);

    assertThat(daemon.ask(TestDaemon.ID, new RotationTrigger.Requested(false)))
        .isInstanceOf(RotationOutcome.Fresh.class);
  }

  /** It did its work in between: what a gateway had said before is settled by that. */
  @Test
  void refreshedInBetweenItBeginsToCountAnew() {
    putOff(2);
    daemon.server.next(new Twist.Reworded(body -> body.replaceAll("refresh_token=.*\n", "")));
    daemon.ask(TestDaemon.ID, new RotationTrigger.Requested(false));
    daemon.clock.advance(Duration.ofSeconds(15));
    daemon.server.next(new Twist.Intercepted(503, null, ""));

    daemon.ask(TestDaemon.ID, new RotationTrigger.Requested(false));

    assertThat(daemon.server.questions()).isEqualTo(5);
    assertThat(daemon.state()).isEqualTo(new ConnectionState.Active());
  }

  @Test
  void askedForPatienceByTheServerItselfItIsNotPutOff() {
    daemon.refresh();
    for (int time = 0; time < 2; time++) {
      daemon.clock.advance(Duration.ofSeconds(15));
      daemon.server.next(new Twist.Intercepted(429, "1", ""));
      daemon.ask(TestDaemon.ID, new RotationTrigger.Requested(false));
    }
    daemon.clock.advance(Duration.ofSeconds(15));
    daemon.server.next(new Twist.Intercepted(503, null, ""));

    daemon.ask(TestDaemon.ID, new RotationTrigger.Requested(false));

    assertThat(daemon.server.questions()).isEqualTo(4);
    assertThat(daemon.state()).isEqualTo(new ConnectionState.Active());
  }

  /** The access token lives meanwhile. */
  private void putOff(int times) {
    daemon.refresh();
    for (int time = 0; time < times; time++) {
      daemon.clock.advance(Duration.ofSeconds(15));
      daemon.server.next(new Twist.Intercepted(503, null, ""));
      daemon.ask(TestDaemon.ID, new RotationTrigger.Requested(false));
    }
    daemon.clock.advance(Duration.ofSeconds(15));
  }
}
