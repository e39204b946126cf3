package io.rotakeep.core.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.ConnectionState;
import io.rotakeep.core.connection.Reason;
import io.rotakeep.core.connection.StoreUnavailableException;
import io.rotakeep.core.incident.Evidence;
import io.rotakeep.core.incident.Incident;
import io.rotakeep.core.incident.IncidentKind;
import io.rotakeep.core.incident.Severity;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.provider.RotationClass;
import io.rotakeep.core.provider.SampleProviders;
import io.rotakeep.core.rotation.ScriptedTokenEndpoint.Twist;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Many refused together are one matter, and the client's. */
class MassRejectionTest {
  private static final Twist REFUSED = new Twist.Intercepted(400, null, "error=invalid_grant\n");
  private final Provider provider = SampleProviders.of(new RotationClass.Family());
  private TestDaemon daemon = TestDaemon.enrolled(provider);

  @Test
  void threeOfTenStopTheClientAndOpenOneIncident() {
    enrol(9);

    refuse(0, 3);
    int asked = daemon.server.questions();
    for (int i = 3; i < 9; i++) {
      assertThat(daemon.refresh(id(i))).isInstanceOf(RotationOutcome.Failed.class);
    }

    assertThat(daemon.server.questions()).isEqualTo(asked);
    Incident mass = mass();
    assertThat(mass.severity()).isEqualTo(Severity.CRITICAL);
    assertThat(mass.concerned().connections()).containsExactly(id(0), id(1), id(2));
    assertThat(effective(5)).isEqualTo(new ConnectionState.Active());
  }

  @Test
  void twoOfThreeAreNoMass() {
    enrol(2);

    refuse(0, 2);

    assertThat(daemon.incidents.unresolved())
        .extracting(Incident::kind)
        .containsOnly(IncidentKind.REJECTED_UNEXPLAINED);
    assertThat(daemon.refresh()).isInstanceOf(RotationOutcome.Fresh.class);
  }

  @Test
  void lessThanAFifthIsNoMass() {
    enrol(20);
    refresh(4, 20);

    refuse(0, 3);

    assertThat(daemon.incidents.unresolved())
        .extracting(Incident::kind)
        .containsOnly(IncidentKind.REJECTED_UNEXPLAINED);
  }

  /** Of a small provider all are asked about again and again. */
  @Test
  void threeOfTenAreAMassHoweverOftenTheyWereRefreshed() {
    enrol(9);
    for (int i = 0; i < 27; i++) {
      daemon.ask(id(i % 9), new RotationTrigger.Requested(false));
    }

    for (int i = 0; i < 3; i++) {
      daemon.server.next(REFUSED);
      daemon.ask(id(i), new RotationTrigger.Requested(false));
    }

    assertThat(mass().concerned().connections()).containsExactly(id(0), id(1), id(2));
  }

  /** Of a large provider few are asked about in ten minutes. */
  @Test
  void aFifthOfWhatIsAnsweredIsAMass() {
    enrol(50);
    refresh(0, 12);

    refuse(20, 23);

    assertThat(mass().concerned().connections()).containsExactly(id(20), id(21), id(22));
  }

  @Test
  void whatWasAnsweredLongAgoDoesNotCount() {
    enrol(50);
    refresh(0, 30);
    daemon.clock.advance(MassRejections.SPAN.multipliedBy(3));

    refuse(40, 43);

    assertThat(mass().concerned().connections()).hasSize(3);
  }

  @Test
  void whatIsRefusedFarApartIsNoMass() {
    enrol(9);
    for (int i = 0; i < 4; i++) {
      refuse(i, i + 1);
      daemon.clock.advance(Duration.ofMinutes(6));
    }

    assertThat(daemon.refresh(id(8))).isInstanceOf(RotationOutcome.Fresh.class);
  }

  @Test
  void aCanaryThatIsRefusedIsNoTheftAndKeepsTheOthersBack() {
    enrol(9);
    refuse(0, 3);

    daemon.clock.advance(ClientCircuits.BETWEEN_PROBES);
    daemon.server.next(REFUSED);
    daemon.refresh(id(4));
    int asked = daemon.server.questions();
    daemon.refresh(id(5));

    assertThat(effective(4))
        .isEqualTo(new ConnectionState.ReauthorizationRequired(Reason.CLIENT_EVENT));
    assertThat(daemon.server.questions()).isEqualTo(asked);
    assertThat(daemon.incidents.unresolved())
        .filteredOn(incident -> incident.kind() == IncidentKind.MASS_REJECTION)
        .hasSize(1);
  }

  @Test
  void aCanaryThatIsRefreshedLetsAllGoOn() {
    enrol(9);
    refuse(0, 3);

    daemon.clock.advance(ClientCircuits.BETWEEN_PROBES);

    assertThat(daemon.refresh(id(4))).isInstanceOf(RotationOutcome.Fresh.class);
    assertThat(daemon.refresh(id(5))).isInstanceOf(RotationOutcome.Fresh.class);
  }

  @Test
  void aRestartKeepsTheCanaryAndTakesNoRefusalForATheft() {
    enrol(9);
    refuse(0, 3);

    daemon = daemon.restart(true);
    int asked = daemon.server.questions();
    daemon.refresh(id(4));
    int askedAtOnce = daemon.server.questions();
    daemon.clock.advance(ClientCircuits.BETWEEN_PROBES);
    refuse(5, 6);

    assertThat(askedAtOnce).isEqualTo(asked);
    assertThat(daemon.server.questions()).isEqualTo(asked + 1);
    assertThat(effective(5))
        .isEqualTo(new ConnectionState.ReauthorizationRequired(Reason.CLIENT_EVENT));
  }

  @Test
  void aRestartTriesACanaryAtOnceHoweverLongItStands() {
    enrol(9);
    refuse(0, 3);
    daemon.clock.advance(Duration.ofHours(3));

    daemon = daemon.restart(true);
    refuse(4, 5);
    int asked = daemon.server.questions();
    daemon.refresh(id(5));

    assertThat(effective(4))
        .isEqualTo(new ConnectionState.ReauthorizationRequired(Reason.CLIENT_EVENT));
    assertThat(daemon.server.questions()).isEqualTo(asked);
  }

  /** Otherwise a thief would be taken for the client's matter once more. */
  @Test
  void aRestartKnowsThatItIsOver() {
    enrol(9);
    refuse(0, 3);
    daemon.clock.advance(ClientCircuits.BETWEEN_PROBES);
    daemon.refresh(id(4));

    daemon = daemon.restart(true);
    refuse(5, 6);

    assertThat(effective(5))
        .isEqualTo(new ConnectionState.Quarantined(Reason.SUSPECTED_COMPROMISE));
    assertThat(daemon.refresh(id(6))).isInstanceOf(RotationOutcome.Fresh.class);
    assertThat(mass().story().evidence())
        .extracting(Evidence::kind)
        .containsExactly(Evidence.Kind.REFUSED_TOGETHER, Evidence.Kind.REFRESHED_AGAIN);
  }

  @Test
  void whatCannotBeNotedIsNotedByTheNextRefresh() {
    enrol(9);
    refuse(0, 3);
    daemon.clock.advance(ClientCircuits.BETWEEN_PROBES);
    daemon.stores.beforeWrite(
        kind -> {
          if (kind.equals("incident")) {
            throw new StoreUnavailableException("full");
          }
        });

    assertThat(daemon.refresh(id(4))).isInstanceOf(RotationOutcome.Fresh.class);
    List<Evidence> unnoted = mass().story().evidence();
    daemon.stores.beforeWrite(_ -> {});
    assertThat(daemon.refresh(id(5))).isInstanceOf(RotationOutcome.Fresh.class);
    assertThat(daemon.refresh(id(6))).isInstanceOf(RotationOutcome.Fresh.class);

    assertThat(unnoted).hasSize(1);
    assertThat(mass().story().evidence())
        .extracting(Evidence::kind)
        .containsExactly(Evidence.Kind.REFUSED_TOGETHER, Evidence.Kind.REFRESHED_AGAIN);
  }

  @Test
  void aRestartForgetsWhatIsOlderThanADay() {
    enrol(9);
    refuse(0, 3);
    daemon.clock.advance(Duration.ofDays(1));

    daemon = daemon.restart(true);
    daemon.refresh(id(4));

    assertThat(daemon.refresh(id(5))).isInstanceOf(RotationOutcome.Fresh.class);
  }

  /** What began it was held, and a canary's refusal is the client's matter, whoever ends them. */
  @Test
  void aRecoveryComesToWhatItWouldHaveComeTo() {
    enrol(9);
    refuse(0, 2);
    daemon.server.next(REFUSED);
    daemon.stores.beforeWrite(MassRejectionTest::connectionsAreAway);
    daemon.refresh(id(2));
    daemon = daemon.restart(false);
    daemon.clock.advance(ClientCircuits.BETWEEN_PROBES);
    daemon.stores.beforeWrite(MassRejectionTest::connectionsAreAway);
    refuse(3, 4);

    daemon = daemon.restart(false);

    assertThat(effective(2))
        .isEqualTo(new ConnectionState.Quarantined(Reason.SUSPECTED_COMPROMISE));
    assertThat(row(2).state())
        .isEqualTo(new ConnectionState.ReauthorizationRequired(Reason.SUSPECTED_COMPROMISE));
    assertThat(effective(3))
        .isEqualTo(new ConnectionState.ReauthorizationRequired(Reason.CLIENT_EVENT));
  }

  private static void connectionsAreAway(String kind) {
    if (kind.equals("connection")) {
      throw new StoreUnavailableException("full");
    }
  }

  /** A provider that has been deleted since keeps nobody from starting. */
  @Test
  void aRestartPassesOverAProviderThatIsGone() {
    enrol(9);
    refuse(0, 3);
    daemon.stores.providers().delete(provider.name());

    daemon = daemon.restart(true);

    assertThat(mass().concerned().connections()).hasSize(3);
  }

  private void enrol(int many) {
    for (int i = 0; i < many; i++) {
      daemon.enrol(id(i), provider, daemon.server.enrol());
    }
  }

  private void refresh(int from, int to) {
    for (int i = from; i < to; i++) {
      assertThat(daemon.refresh(id(i))).isInstanceOf(RotationOutcome.Fresh.class);
    }
  }

  private void refuse(int from, int to) {
    for (int i = from; i < to; i++) {
      daemon.server.next(REFUSED);
      daemon.refresh(id(i));
    }
  }

  private Incident mass() {
    List<Incident> found =
        daemon.incidents.unresolved().stream()
            .filter(incident -> incident.kind() == IncidentKind.MASS_REJECTION)
            .toList();
    assertThat(found).hasSize(1);
    return found.getFirst();
  }

  private ConnectionState effective(int number) {
    return daemon.holds.effective(row(number));
  }

  private Connection row(int number) {
    return daemon.stores.connections().find(id(number)).orElseThrow();
  }

  private static ConnectionId id(int number) {
    return new ConnectionId("many/" + number);
  }
}
