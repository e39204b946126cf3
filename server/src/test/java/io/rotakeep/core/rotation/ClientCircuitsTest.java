package io.rotakeep.core.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.provider.ProviderName;
import io.rotakeep.core.rotation.ClientCircuits.Client;
import io.rotakeep.core.verdict.RefreshVerdict.ClientFault;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ClientCircuitsTest {
  private static final Instant NOW = Instant.parse("2026-02-03T04:05:06Z");
  private static final Instant DUE = NOW.plus(ClientCircuits.BETWEEN_PROBES);
  private static final ProviderName PROVIDER = new ProviderName("acme");
  private static final Client CLIENT = new Client(PROVIDER, 1, "as.example.org");
  private static final ConnectionId ONE = new ConnectionId("acme/one");
  private static final ConnectionId TWO = new ConnectionId("acme/two");
  private static final ClientFault CERTAIN = new ClientFault("invalid_client", true);
  private static final ClientFault PERHAPS = new ClientFault("redirected", false);

  private final ClientCircuits circuits = new ClientCircuits();

  @Test
  void opensAtACertainFault() {
    circuits.faulted(CLIENT, ONE, CERTAIN, NOW);

    assertThat(circuits.refusal(CLIENT, NOW))
        .contains(new RefreshFailure.ClientMisconfigured("invalid_client"));
    assertThat(circuits.open()).containsExactly(PROVIDER);
    assertThat(circuits.waiting(CLIENT))
        .hasValueSatisfying(it -> assertThat(it.until()).isEqualTo(DUE));
  }

  @Test
  void opensWhenTwoConnectionsMeetAnUncertainOne() {
    circuits.faulted(CLIENT, ONE, PERHAPS, NOW);
    circuits.faulted(CLIENT, ONE, PERHAPS, NOW);
    assertThat(circuits.refusal(CLIENT, NOW)).isEmpty();

    circuits.faulted(CLIENT, TWO, PERHAPS, NOW);

    assertThat(circuits.refusal(CLIENT, NOW)).isPresent();
  }

  @Test
  void forgetsAnUncertainFaultWithTheNextGoodAnswer() {
    circuits.faulted(CLIENT, ONE, PERHAPS, NOW);
    circuits.accepted(CLIENT);
    circuits.faulted(CLIENT, TWO, PERHAPS, NOW);

    assertThat(circuits.refusal(CLIENT, NOW)).isEmpty();
    assertThat(circuits.open()).isEmpty();
  }

  @Test
  void letsOneProbeThroughInFiveMinutes() throws Exception {
    circuits.faulted(CLIENT, ONE, CERTAIN, NOW);

    assertThat(circuits.refusal(CLIENT, DUE.minusMillis(1))).isPresent();
    assertThat(howManyOf(64, DUE)).isEqualTo(1);
    assertThat(howManyOf(64, DUE.plus(ClientCircuits.BETWEEN_PROBES))).isEqualTo(1);
  }

  @Test
  void staysOpenWhileProbesMeetTheFault() {
    circuits.faulted(CLIENT, ONE, CERTAIN, NOW);
    assertThat(circuits.refusal(CLIENT, DUE)).isEmpty();
    circuits.faulted(CLIENT, TWO, PERHAPS, DUE.plusSeconds(1));

    assertThat(circuits.refusal(CLIENT, DUE.plusSeconds(2)))
        .contains(new RefreshFailure.ClientMisconfigured("redirected"));
  }

  @Test
  void closesWhenTheClientIsAcceptedAgain() {
    circuits.faulted(CLIENT, ONE, CERTAIN, NOW);
    circuits.accepted(CLIENT);

    assertThat(circuits.refusal(CLIENT, NOW)).isEmpty();
    assertThat(circuits.open()).isEmpty();
  }

  @Test
  void knowsEachHostAndEachApplicationForItself() {
    circuits.faulted(CLIENT, ONE, CERTAIN, NOW);

    assertThat(circuits.refusal(new Client(PROVIDER, 1, "other.example.org"), NOW)).isEmpty();
    assertThat(circuits.refusal(new Client(PROVIDER, 2, "as.example.org"), NOW)).isEmpty();
  }

  @Test
  void doesNotStayShutWhenTheClockIsSetBack() {
    circuits.faulted(CLIENT, ONE, CERTAIN, NOW);

    assertThat(circuits.refusal(CLIENT, NOW.minus(Duration.ofDays(1)))).isEmpty();
  }

  @Test
  void remembersNoMoreThanItMay() {
    for (int i = 0; i <= ClientCircuits.MOST; i++) {
      circuits.faulted(new Client(PROVIDER, 1, "h" + i), ONE, CERTAIN, NOW);
    }

    assertThat(circuits.refusal(new Client(PROVIDER, 1, "h0"), NOW)).isPresent();
    assertThat(circuits.refusal(new Client(PROVIDER, 1, "h" + ClientCircuits.MOST), NOW)).isEmpty();
  }

  private long howManyOf(int callers, Instant now) throws Exception {
    Callable<Boolean> asks = () -> circuits.refusal(CLIENT, now).isEmpty();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      long permitted = 0;
      for (Future<Boolean> it :
          threads.invokeAll(Stream.generate(() -> asks).limit(callers).toList())) {
        permitted += it.get() ? 1 : 0;
      }
      return permitted;
    }
  }
}
