package io.rotakeep.core.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.oauth.DeclaredEgress;
import io.rotakeep.core.provider.ProviderName;
import io.rotakeep.core.rotation.ClientCircuits.Client;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ClientCircuitsTest {
  private static final Instant NOW = Instant.parse("2026-02-03T04:05:06Z");
  private static final Duration PERIOD = ClientCircuits.BETWEEN_PROBES;
  private static final Instant DUE = NOW.plus(PERIOD);
  private static final ProviderName PROVIDER = new ProviderName("acme");
  private static final ProviderName TOGETHER = new ProviderName("together");
  private static final Client CLIENT = new Client(PROVIDER, 1, "as.example.org");
  private static final RefreshFailure FAULT =
      new RefreshFailure.ClientMisconfigured("invalid_client");

  private final ClientCircuits circuits = new ClientCircuits(DeclaredEgress.NONE);

  @Test
  void opensWhenThreeConnectionsMeetAFault() {
    faulted(1, 2, 1, 2);
    assertThat(circuits.refusal(CLIENT, connection(1), NOW)).isEmpty();
    assertThat(circuits.open(NOW)).isEmpty();

    faulted(3);

    assertThat(circuits.refusal(CLIENT, connection(1), NOW)).contains(FAULT);
    assertThat(circuits.open(NOW)).containsExactly(PROVIDER);
  }

  /** So that no customer is stopped for long by three others. */
  @Test
  void letsOneThatHasNotMetItThroughAtOnce() {
    faulted(1, 2, 3);

    assertThat(circuits.refusal(CLIENT, connection(9), NOW)).isEmpty();
    assertThat(circuits.refusal(CLIENT, connection(10), NOW)).contains(FAULT);
    assertThat(circuits.waiting(CLIENT, NOW))
        .hasValueSatisfying(it -> assertThat(it.until()).isEqualTo(DUE));
  }

  @Test
  void forgetsWithTheNextGoodAnswer() {
    faulted(1, 2);
    circuits.accepted(CLIENT);
    faulted(3, 4);

    assertThat(circuits.refusal(CLIENT, connection(1), NOW)).isEmpty();
  }

  @Test
  void forgetsWhatNobodyHasMetForAnHour() {
    faulted(1, 2, 3);

    assertThat(circuits.open(NOW.plus(Duration.ofMinutes(59)))).isNotEmpty();
    assertThat(circuits.open(NOW.plus(Duration.ofMinutes(60)))).isEmpty();
    assertThat(circuits.refusal(CLIENT, connection(1), NOW.plus(Duration.ofMinutes(60)))).isEmpty();
  }

  @Test
  void letsOneProbeThroughInFiveMinutes() throws Exception {
    faulted(1, 2, 3);

    assertThat(howManyOf(64, NOW)).isEqualTo(1);
    assertThat(howManyOf(64, DUE.minusMillis(1))).isZero();
    assertThat(howManyOf(64, DUE)).isEqualTo(1);
    assertThat(howManyOf(64, DUE.plus(PERIOD))).isEqualTo(1);
  }

  /** However often they ask: else a hundred users of one customer would stop all others. */
  @Test
  void letsThoseThatMetAFaultProbeLater() {
    for (int it = 1; it <= 100; it++) {
      faulted(it);
    }

    for (int it = 1; it <= 100; it++) {
      assertThat(circuits.refusal(CLIENT, connection(it), DUE.minusMillis(1))).contains(FAULT);
    }
    assertThat(circuits.refusal(CLIENT, connection(101), DUE.minusMillis(1))).isEmpty();
    assertThat(circuits.refusal(CLIENT, connection(2), DUE.plus(PERIOD).plus(PERIOD))).isEmpty();
  }

  @Test
  void staysOpenWhileProbesMeetTheFault() {
    faulted(1, 2, 3);
    assertThat(circuits.refusal(CLIENT, connection(9), NOW)).isEmpty();
    circuits.faulted(CLIENT, connection(9), "unauthorized_client", NOW.plusSeconds(1));

    assertThat(circuits.refusal(CLIENT, connection(10), DUE.minusMillis(1)))
        .contains(new RefreshFailure.ClientMisconfigured("unauthorized_client"));
    assertThat(circuits.refusal(CLIENT, connection(10), DUE)).isEmpty();
  }

  /** A person may ask as often as they like, and must not keep others from asking. */
  @Test
  void isNotHeldOpenByWhoAsksWithoutBeingTheProbe() {
    faulted(1, 2, 3);
    assertThat(circuits.refusal(CLIENT, connection(9), NOW)).isEmpty();
    circuits.faulted(CLIENT, connection(1), "invalid_client", DUE.minusSeconds(1));

    assertThat(circuits.refusal(CLIENT, connection(10), DUE)).isEmpty();
  }

  @Test
  void givesTheProbeToAnotherSoonIfItLearntNothing() {
    faulted(1, 2, 3);
    assertThat(circuits.refusal(CLIENT, connection(9), NOW)).isEmpty();
    circuits.undecided(CLIENT, NOW.plusSeconds(2));

    assertThat(circuits.refusal(CLIENT, connection(10), NOW.plusSeconds(11))).contains(FAULT);
    assertThat(circuits.refusal(CLIENT, connection(10), NOW.plusSeconds(12))).isEmpty();
  }

  @Test
  void closesWhenTheClientIsAcceptedAgain() {
    faulted(1, 2, 3);
    circuits.accepted(CLIENT);

    assertThat(circuits.refusal(CLIENT, connection(1), NOW)).isEmpty();
    assertThat(circuits.open(NOW)).isEmpty();
  }

  @Test
  void knowsEachHostAndEachApplicationForItself() {
    faulted(1, 2, 3);

    Client appliedAnew = new Client(PROVIDER, 2, "as.example.org");
    assertThat(circuits.refusal(new Client(PROVIDER, 1, "other.example.org"), connection(1), NOW))
        .isEmpty();
    assertThat(circuits.refusal(appliedAnew, connection(1), NOW)).isEmpty();
    circuits.faulted(appliedAnew, connection(1), "invalid_client", NOW);
    assertThat(circuits.open(NOW)).isEmpty();
  }

  @Test
  void doesNotStayShutWhenTheClockIsSetBack() {
    faulted(1, 2, 3);

    assertThat(circuits.refusal(CLIENT, connection(1), NOW.minus(Duration.ofMinutes(30))))
        .isEmpty();
    assertThat(circuits.refusal(CLIENT, connection(1), NOW.minus(Duration.ofDays(1)))).isEmpty();
  }

  @Test
  void remembersNoMoreThanItMay() {
    for (int host = 0; host <= ClientCircuits.MOST; host++) {
      for (int id = 1; id <= 3; id++) {
        circuits.faulted(client(host), connection(id), "invalid_client", NOW);
      }
    }

    assertThat(circuits.refusal(client(0), connection(1), NOW)).isPresent();
    assertThat(circuits.refusal(client(ClientCircuits.MOST), connection(1), NOW)).isEmpty();
  }

  /** Faults that nobody has met for an hour make room, those of a mass do not. */
  @Test
  void makesRoomForANewFaultByForgettingStaleOnes() {
    circuits.refusedTogether(
        new Client(TOGETHER, 1, "h"), List.of(connection(1), connection(2), connection(3)), NOW);
    for (int host = 1; host < ClientCircuits.MOST; host++) {
      circuits.faulted(client(host), connection(1), "invalid_client", NOW);
    }
    Instant later = NOW.plus(Duration.ofHours(1));

    for (int id = 1; id <= 3; id++) {
      circuits.faulted(CLIENT, connection(id), "invalid_client", later);
    }

    assertThat(circuits.open(later)).containsExactlyInAnyOrder(PROVIDER, TOGETHER);
  }

  /** Beyond that a connection is let through as if it had not met the fault. */
  @Test
  void remembersAThousandConnectionsThatMetAFault() {
    for (int id = 1; id <= 1_001; id++) {
      faulted(id);
    }

    assertThat(circuits.refusal(CLIENT, connection(1_000), NOW)).contains(FAULT);
    assertThat(circuits.refusal(CLIENT, connection(1_001), NOW)).isEmpty();
  }

  @Test
  void refusalsThatComeTogetherShutEveryHostUntilOneIsRefreshed() {
    Client elsewhere = new Client(PROVIDER, 1, "other.example.org");
    RefreshFailure together = new RefreshFailure.ClientMisconfigured(ClientCircuits.TOGETHER);
    List<ConnectionId> met = List.of(connection(1), connection(2), connection(3));
    circuits.refusedTogether(CLIENT, met, NOW);

    assertThat(circuits.waiting(elsewhere, NOW))
        .hasValueSatisfying(
            wait -> {
              assertThat(wait.until()).isEqualTo(DUE);
              assertThat(wait.failure()).isEqualTo(together);
            });
    assertThat(circuits.refusal(elsewhere, connection(9), DUE.minusMillis(1))).contains(together);
    assertThat(circuits.refusal(elsewhere, connection(9), DUE)).isEmpty();
    circuits.refusedToken(elsewhere);
    assertThat(circuits.refusal(CLIENT, connection(10), DUE)).contains(together);

    circuits.accepted(elsewhere);
    assertThat(circuits.refusal(CLIENT, connection(10), DUE)).isEmpty();
    assertThat(circuits.open(DUE)).isEmpty();
  }

  /** Quiet does not mean that the client is well: nobody may ask. */
  @Test
  void refusalsThatCameTogetherAreNotForgottenWithTime() {
    circuits.refusedTogether(CLIENT, List.of(connection(1), connection(2), connection(3)), NOW);

    assertThat(circuits.open(NOW.plus(Duration.ofDays(9)))).containsExactly(PROVIDER);
  }

  @Test
  void aRefusedTokenShowsThatTheClientIsAccepted() {
    faulted(1, 2, 3);

    circuits.refusedToken(CLIENT);

    assertThat(circuits.open(NOW)).isEmpty();
    assertThat(circuits.waiting(CLIENT, NOW)).isEmpty();
  }

  @Test
  void aFaultThatIsNotEverybodysKeepsNobodyWaiting() {
    faulted(1, 2);

    assertThat(circuits.waiting(CLIENT, NOW)).isEmpty();
  }

  /** A probe that learnt nothing brings the next one forward, never back. */
  @Test
  void doesNotPutAProbeOffThatIsDueSooner() {
    faulted(1, 2, 3);
    assertThat(circuits.refusal(CLIENT, connection(9), NOW)).isEmpty();

    circuits.undecided(CLIENT, DUE.minusSeconds(1));

    assertThat(circuits.refusal(CLIENT, connection(10), DUE)).isEmpty();
  }

  private void faulted(int... connections) {
    for (int it : connections) {
      circuits.faulted(CLIENT, connection(it), "invalid_client", NOW);
    }
  }

  private long howManyOf(int callers, Instant now) throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      long permitted = 0;
      for (Future<Boolean> it :
          threads.invokeAll(
              IntStream.range(100, 100 + callers)
                  .<Callable<Boolean>>mapToObj(
                      id -> () -> circuits.refusal(CLIENT, connection(id), now).isEmpty())
                  .toList())) {
        permitted += it.get() ? 1 : 0;
      }
      return permitted;
    }
  }

  private static Client client(int host) {
    return new Client(PROVIDER, 1, "h" + host);
  }

  private static ConnectionId connection(int number) {
    return new ConnectionId("acme/" + number);
  }
}
