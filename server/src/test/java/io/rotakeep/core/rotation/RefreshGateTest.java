package io.rotakeep.core.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.ConnectionState;
import io.rotakeep.core.oauth.DeclaredEgress;
import io.rotakeep.core.provider.ProviderName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RefreshGateTest {
  private static final ConnectionId ID = new ConnectionId("acme/one");
  private static final Instant NOW = Instant.parse("2026-02-03T04:05:06Z");

  private static final ClientCircuits.Client CLIENT =
      new ClientCircuits.Client(new ProviderName("acme"), 1, "as.example.org");

  private static final ClientCircuits.Client APPLIED_ANEW =
      new ClientCircuits.Client(CLIENT.provider(), 2, CLIENT.tokenHost());

  private final RefreshGate gate =
      new RefreshGate(new MapCache<>(), new MapCache<>(), DeclaredEgress.NONE);

  @Test
  void isOpenAtFirst() {
    assertThat(gate.permits(ID, CLIENT, NOW)).isEmpty();
  }

  @Test
  void saysHowLongIsLeft() {
    gate.remember(ID, CLIENT, new RefreshFailure.ProviderThrottled(Duration.ofSeconds(30)), NOW);

    assertThat(gate.permits(ID, CLIENT, NOW.plusSeconds(10)))
        .contains(new RefreshFailure.ProviderThrottled(Duration.ofSeconds(20)));
    assertThat(gate.permits(new ConnectionId("acme/two"), CLIENT, NOW)).isEmpty();
    assertThat(gate.permits(ID, CLIENT, NOW.plusSeconds(30))).isEmpty();
  }

  @Test
  void remembersTheLatestFailure() {
    gate.remember(ID, CLIENT, new RefreshFailure.ProviderThrottled(Duration.ofSeconds(30)), NOW);
    gate.remember(ID, CLIENT, new RefreshFailure.ProviderUnavailable(Duration.ofSeconds(5)), NOW);

    assertThat(gate.permits(ID, CLIENT, NOW))
        .contains(new RefreshFailure.ProviderUnavailable(Duration.ofSeconds(5)));
  }

  @ParameterizedTest
  @MethodSource("withoutPatience")
  void remembersNothingThatAskedForNoPatience(RefreshFailure failure) {
    gate.remember(ID, CLIENT, failure, NOW);

    assertThat(gate.waiting(ID, CLIENT, NOW)).isEmpty();
  }

  static List<RefreshFailure> withoutPatience() {
    Duration minute = Duration.ofMinutes(1);
    return List.of(
        new RefreshFailure.NotFound(),
        new RefreshFailure.PersonNeeded(new ConnectionState.PendingAuthorization()),
        new RefreshFailure.InDoubt(minute),
        new RefreshFailure.BudgetSpent(minute),
        new RefreshFailure.FreshTokenRejected(),
        new RefreshFailure.TooManyWaiters(),
        new RefreshFailure.StoreUnavailable(),
        new RefreshFailure.AuditUnavailable(),
        new RefreshFailure.Sealed(),
        new RefreshFailure.Integrity(),
        new RefreshFailure.KeyTermUnknown(),
        new RefreshFailure.DeadlinePassed());
  }

  @Test
  void repeatsAFaultOfOursForTwiceAsLongEachTime() {
    RefreshFailure fault = new RefreshFailure.ClientMisconfigured("invalid_client");
    Instant now = NOW;
    for (int seconds : new int[] {5, 10, 20, 40, 80, 160, 300, 300}) {
      gate.remember(ID, CLIENT, fault, now);

      assertThat(gate.permits(ID, CLIENT, now.plusSeconds(seconds - 1))).contains(fault);
      now = now.plusSeconds(seconds);
      assertThat(gate.permits(ID, CLIENT, now)).isEmpty();
    }
  }

  @Test
  void forgetsFaultsOnceTheClientIsAccepted() {
    RefreshFailure fault = new RefreshFailure.ClientMisconfigured("invalid_client");
    gate.remember(ID, CLIENT, fault, NOW);
    gate.remember(ID, CLIENT, fault, NOW);
    gate.accepted(ID, CLIENT);
    assertThat(gate.permits(ID, CLIENT, NOW)).isEmpty();

    gate.remember(ID, CLIENT, fault, NOW);

    assertThat(gate.permits(ID, CLIENT, NOW.plusSeconds(5))).isEmpty();
  }

  @Test
  void asksAtOnceWhenAnApplicationMayHaveMendedAFault() {
    gate.remember(ID, CLIENT, new RefreshFailure.ClientMisconfigured("invalid_client"), NOW);

    assertThat(gate.permits(ID, APPLIED_ANEW, NOW)).isEmpty();
  }

  /** Its server has asked for patience, whatever our settings are. */
  @Test
  void keepsWaitingWhereAnApplicationMendsNothing() {
    gate.remember(ID, CLIENT, new RefreshFailure.ProviderThrottled(Duration.ofSeconds(30)), NOW);

    assertThat(gate.permits(ID, APPLIED_ANEW, NOW)).isPresent();
  }

  @Test
  void doesNotStayShutWhenTheClockIsSetBack() {
    gate.remember(ID, CLIENT, new RefreshFailure.ProviderThrottled(Duration.ofSeconds(30)), NOW);

    assertThat(gate.permits(ID, CLIENT, NOW.minus(Duration.ofMinutes(1)))).isEmpty();
  }

  /** Its own wait comes first, so that a connection that waits is never the probe. */
  @Test
  void letsNoProbeThroughThatWaitsItself() {
    for (String met : new String[] {"acme/2", "acme/3", "acme/4"}) {
      gate.circuits().faulted(CLIENT, new ConnectionId(met), "invalid_client", NOW);
    }
    gate.remember(ID, CLIENT, new RefreshFailure.ProviderThrottled(Duration.ofSeconds(30)), NOW);

    assertThat(gate.permits(ID, CLIENT, NOW)).isPresent();
    assertThat(gate.permits(new ConnectionId("acme/5"), CLIENT, NOW)).isEmpty();
    assertThat(gate.permits(new ConnectionId("acme/6"), CLIENT, NOW)).isPresent();
    assertThat(gate.permitsAlone(new ConnectionId("acme/6"), CLIENT, NOW)).isEmpty();
  }

  @Test
  void tellsHowLongAnUnreachableProviderIsLeftAlone() {
    gate.remember(ID, CLIENT, new RefreshFailure.ProviderUnavailable(Duration.ofSeconds(30)), NOW);

    assertThat(gate.permits(ID, CLIENT, NOW.plusSeconds(12)))
        .contains(new RefreshFailure.ProviderUnavailable(Duration.ofSeconds(18)));
  }

  /** Else one fault a week would end in waits of five minutes. */
  @Test
  void beginsAnewWithAFaultThatComesLongAfterTheLast() {
    RefreshFailure fault = new RefreshFailure.ClientMisconfigured("invalid_client");
    Instant atTheEdge = NOW.plusSeconds(5).plus(Duration.ofMinutes(5));
    gate.remember(ID, CLIENT, fault, NOW);
    gate.remember(ID, CLIENT, fault, atTheEdge);
    assertThat(gate.permits(ID, CLIENT, atTheEdge.plusSeconds(9))).contains(fault);

    Instant later = atTheEdge.plusSeconds(10).plus(Duration.ofMinutes(5)).plusMillis(1);
    gate.remember(ID, CLIENT, fault, later);

    assertThat(gate.permits(ID, CLIENT, later.plusSeconds(4))).contains(fault);
    assertThat(gate.permits(ID, CLIENT, later.plusSeconds(5))).isEmpty();
  }

  @Test
  void beginsAnewAfterAnApplicationOrAnotherKindOfFailure() {
    RefreshFailure fault = new RefreshFailure.ClientMisconfigured("invalid_client");
    gate.remember(ID, CLIENT, fault, NOW);
    gate.remember(ID, APPLIED_ANEW, fault, NOW);
    assertThat(gate.permits(ID, APPLIED_ANEW, NOW.plusSeconds(5))).isEmpty();

    gate.remember(ID, CLIENT, new RefreshFailure.ProviderThrottled(Duration.ofSeconds(60)), NOW);
    gate.remember(ID, CLIENT, fault, NOW);

    assertThat(gate.permits(ID, CLIENT, NOW.plusSeconds(5))).isEmpty();
  }

  @Test
  void showsItsOwnWaitBeforeItsClients() {
    assertThat(gate.waiting(ID, CLIENT, NOW)).isEmpty();
    for (String met : new String[] {"acme/2", "acme/3", "acme/4"}) {
      gate.circuits().faulted(CLIENT, new ConnectionId(met), "invalid_client", NOW);
    }
    assertThat(gate.waiting(ID, CLIENT, NOW))
        .contains(
            new RefreshGate.Wait(
                NOW,
                new RefreshFailure.ClientMisconfigured("invalid_client"),
                ClientCircuits.BETWEEN_PROBES,
                1));

    RefreshFailure.Postponing throttled =
        new RefreshFailure.ProviderThrottled(Duration.ofSeconds(30));
    gate.remember(ID, CLIENT, throttled, NOW);

    assertThat(gate.waiting(ID, CLIENT, NOW))
        .contains(new RefreshGate.Wait(NOW.plusSeconds(30), throttled, Duration.ofSeconds(30), 1));
  }

  /** The server looked at the token, so it knows the client. */
  @Test
  void waitsForNothingAfterARefusedToken() {
    for (String met : new String[] {"acme/2", "acme/3", "acme/4"}) {
      gate.circuits().faulted(CLIENT, new ConnectionId(met), "invalid_client", NOW);
    }
    gate.remember(ID, CLIENT, new RefreshFailure.ProviderThrottled(Duration.ofSeconds(30)), NOW);

    gate.refusedToken(ID, CLIENT);

    assertThat(gate.waiting(ID, CLIENT, NOW)).isEmpty();
  }
}
