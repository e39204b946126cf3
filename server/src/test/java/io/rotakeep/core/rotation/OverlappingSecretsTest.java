package io.rotakeep.core.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.core.audit.AuditAction;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.ConnectionState;
import io.rotakeep.core.provider.ClientAuthentication;
import io.rotakeep.core.provider.ErrorMeaning;
import io.rotakeep.core.provider.ErrorRule;
import io.rotakeep.core.provider.OAuthClient;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.provider.RotationClass;
import io.rotakeep.core.provider.SampleProviders;
import io.rotakeep.core.rotation.ScriptedTokenEndpoint.Twist;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two client secrets, of which the server may take only one. */
final class OverlappingSecretsTest {
  private static final Provider PUBLIC = SampleProviders.of(new RotationClass.Family());
  private final TestDaemon daemon = TestDaemon.enrolled(PUBLIC);
  private Provider provider = PUBLIC;

  @BeforeEach
  void giveTheClientTwoSecrets() {
    provider =
        SampleProviders.nextRevision(
            SampleProviders.client(
                PUBLIC,
                new OAuthClient(
                    PUBLIC.client().id(),
                    OAuthClient.Type.CONFIDENTIAL,
                    ClientAuthentication.CLIENT_SECRET_POST,
                    List.of(daemon.encrypted("newest"), daemon.encrypted("older")))));
    daemon.provide(provider);
  }

  @Test
  void theNewestIsUsedWhileItIsAccepted() {
    daemon.server.takesOnly("newest", "older");

    assertThat(daemon.refresh()).isInstanceOf(RotationOutcome.Fresh.class);

    assertThat(daemon.server.questions()).isEqualTo(1);
    assertThat(daemon.engine.olderSecrets()).isEmpty();
  }

  @Test
  void theOlderIsTriedInAnAttemptOfItsOwn() {
    daemon.server.takesOnly("older");

    assertThat(daemon.refresh()).isInstanceOf(RotationOutcome.Fresh.class);

    assertThat(daemon.server.questions()).isEqualTo(2);
    assertThat(daemon.server.presentations().values()).containsExactly(1, 0);
    assertThat(daemon.audit.records(AuditAction.ROTATION_INTENDED))
        .hasSize(2)
        .doesNotHaveDuplicates();
    assertThat(daemon.journal.openAttempts()).isEmpty();
    assertThat(daemon.state()).isEqualTo(new ConnectionState.Active());
  }

  /** The process ends between the durable intent of the second attempt and its first byte. */
  @Test
  void aSecondAttemptThatWasCutOffIsInDoubtOfItsOwn() {
    daemon.server.takesOnly("older");
    AtomicInteger sending = new AtomicInteger();
    daemon.server.beforeSending(
        () -> {
          if (sending.incrementAndGet() == 2) {
            throw new IllegalStateException("the process ends here");
          }
        });
    assertThat(daemon.refresh()).isInstanceOf(RotationOutcome.Failed.class);

    TestDaemon next = daemon.restart(true);

    assertThat(next.state()).isInstanceOf(ConnectionState.InDoubt.class);
    assertThat(next.journal.openAttempts()).isEmpty();
    assertThat(next.server.presentations().values()).containsExactly(0);
  }

  @Test
  void whatWasAcceptedIsRememberedForEveryConnection() {
    ConnectionId other = enrol(1);
    daemon.server.takesOnly("older");
    daemon.refresh();
    int before = daemon.server.questions();

    assertThat(daemon.refresh(other)).isInstanceOf(RotationOutcome.Fresh.class);

    assertThat(daemon.server.questions()).isEqualTo(before + 1);
    assertThat(daemon.engine.olderSecrets()).containsExactly(provider.name());
    assertThat(daemon.engine.condition(daemon.row(), provider).olderSecret()).isTrue();
  }

  @Test
  void theNewestIsTakenUpWhenTheOlderOneEnds() {
    daemon.server.takesOnly("older");
    daemon.refresh();
    daemon.outliveAccessToken();
    daemon.server.takesOnly("newest");

    assertThat(daemon.refresh()).isInstanceOf(RotationOutcome.Fresh.class);

    assertThat(daemon.engine.olderSecrets()).isEmpty();
    assertThat(daemon.engine.condition(daemon.row(), provider).olderSecret()).isFalse();
  }

  @Test
  void theCircuitStaysShutWhileTheOtherSecretWorks() {
    List<ConnectionId> many = List.of(enrol(1), enrol(2), enrol(3), enrol(4));
    daemon.server.takesOnly("older");
    daemon.refresh();
    daemon.server.takesOnly("newest");

    assertThat(many)
        .allSatisfy(id -> assertThat(daemon.refresh(id)).isInstanceOf(RotationOutcome.Fresh.class));

    assertThat(daemon.engine.openCircuits()).isEmpty();
    assertThat(daemon.server.questions()).isEqualTo(2 + many.size() + 1);
  }

  @Test
  void withBothWrongTheCircuitOpensAndOneProbeIsSent() {
    List<ConnectionId> many =
        List.of(enrol(1), enrol(2), enrol(3), enrol(4), enrol(5), enrol(6), enrol(7));
    daemon.server.takesOnly("neither");
    refresh(many.subList(0, 4));
    assertThat(daemon.engine.openCircuits()).containsExactly(provider.name());
    int asked = daemon.server.questions();

    refresh(many);
    assertThat(daemon.server.questions()).isEqualTo(asked);
    daemon.clock.advance(ClientCircuits.BETWEEN_PROBES);
    refresh(many);

    assertThat(daemon.server.questions()).isEqualTo(asked + 1);
    assertThat(daemon.engine.openCircuits()).containsExactly(provider.name());
  }

  @Test
  void probesTryBothSecretsInTurn() {
    List<ConnectionId> many =
        List.of(enrol(1), enrol(2), enrol(3), enrol(4), enrol(5), enrol(6), enrol(7));
    daemon.server.takesOnly("neither");
    refresh(many.subList(0, 4));
    daemon.server.takesOnly("older");

    daemon.clock.advance(ClientCircuits.BETWEEN_PROBES);
    refresh(many.subList(4, 7));
    daemon.clock.advance(ClientCircuits.BETWEEN_PROBES);
    refresh(many.subList(4, 7));

    assertThat(daemon.engine.openCircuits()).isEmpty();
    assertThat(daemon.refresh(many.get(6))).isInstanceOf(RotationOutcome.Fresh.class);
  }

  @Test
  void aRestartBeginsWithTheNewest() {
    daemon.server.takesOnly("older");
    daemon.refresh();
    daemon.outliveAccessToken();

    TestDaemon next = daemon.restart(false);
    int before = daemon.server.questions();

    assertThat(next.refresh()).isInstanceOf(RotationOutcome.Fresh.class);
    assertThat(daemon.server.questions()).isEqualTo(before + 2);
  }

  @Test
  void aFileAppliedAnewBeginsWithTheNewest() {
    daemon.server.takesOnly("older");
    daemon.refresh();

    daemon.provide(SampleProviders.nextRevision(provider));

    assertThat(daemon.engine.olderSecrets()).isEmpty();
  }

  @Test
  void aServersOwnWordForAWrongSecretCountsToo() {
    ErrorRule rule = new ErrorRule("bad_client_secret", null, null, ErrorMeaning.CLIENT);
    daemon.provide(SampleProviders.nextRevision(SampleProviders.knowing(provider, rule)));
    daemon.server.next(new Twist.Intercepted(200, null, "error=bad_client_secret\n"));

    assertThat(daemon.refresh()).isInstanceOf(RotationOutcome.Fresh.class);

    assertThat(daemon.server.questions()).isEqualTo(2);
  }

  @Test
  void whatIsNotOfTheSecretIsNotAskedAgain() {
    daemon.server.next(new Twist.Intercepted(400, null, "error=unauthorized_client\n"));
    RotationOutcome outcome = daemon.refresh();

    assertThat(outcome)
        .isEqualTo(
            new RotationOutcome.Failed(
                new RefreshFailure.ClientMisconfigured("unauthorized_client")));
    assertThat(daemon.server.questions()).isEqualTo(1);
  }

  private ConnectionId enrol(int number) {
    ConnectionId id = new ConnectionId("many/" + number);
    daemon.enrol(id, provider, daemon.server.enrol());
    return id;
  }

  private void refresh(List<ConnectionId> ids) {
    ids.forEach(daemon::refresh);
  }
}
