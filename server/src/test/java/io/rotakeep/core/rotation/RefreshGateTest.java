package io.rotakeep.core.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.provider.ProviderName;
import io.rotakeep.core.verdict.RefreshVerdict;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RefreshGateTest {
  private static final ConnectionId ID = new ConnectionId("acme/one");
  private static final Instant NOW = Instant.parse("2026-02-03T04:05:06Z");

  private static final ClientCircuits.Client CLIENT =
      new ClientCircuits.Client(new ProviderName("acme"), 1, "as.example.org");

  private final RefreshGate gate = new RefreshGate(new MapCache<>());

  @Test
  void isOpenAtFirst() {
    assertThat(gate.permits(ID, CLIENT, NOW)).isEmpty();
  }

  @Test
  void saysHowLongIsLeft() {
    gate.remember(ID, new RefreshFailure.ProviderThrottled(Duration.ofSeconds(30)), NOW);

    assertThat(gate.permits(ID, CLIENT, NOW.plusSeconds(10)))
        .contains(new RefreshFailure.ProviderThrottled(Duration.ofSeconds(20)));
    assertThat(gate.permits(new ConnectionId("acme/two"), CLIENT, NOW)).isEmpty();
    assertThat(gate.permits(ID, CLIENT, NOW.plusSeconds(30))).isEmpty();
  }

  @Test
  void remembersTheLatestFailure() {
    gate.remember(ID, new RefreshFailure.ProviderThrottled(Duration.ofSeconds(30)), NOW);
    gate.remember(ID, new RefreshFailure.ProviderUnavailable(Duration.ofSeconds(5)), NOW);

    assertThat(gate.permits(ID, CLIENT, NOW))
        .contains(new RefreshFailure.ProviderUnavailable(Duration.ofSeconds(5)));
  }

  @Test
  void remembersNothingThatAskedForNoPatience() {
    gate.remember(ID, new RefreshFailure.StoreUnavailable(), NOW);

    assertThat(gate.permits(ID, CLIENT, NOW)).isEmpty();
  }

  @Test
  void repeatsAFaultOfOursForAWhile() {
    RefreshFailure fault = new RefreshFailure.ClientMisconfigured("invalid_client");
    gate.remember(ID, fault, NOW);

    assertThat(gate.permits(ID, CLIENT, NOW.plusSeconds(4))).contains(fault);
    assertThat(gate.permits(ID, CLIENT, NOW.plusSeconds(5))).isEmpty();
  }

  @Test
  void doesNotStayShutWhenTheClockIsSetBack() {
    gate.remember(ID, new RefreshFailure.ProviderThrottled(Duration.ofSeconds(30)), NOW);

    assertThat(gate.permits(ID, CLIENT, NOW.minus(Duration.ofDays(1)))).isEmpty();
  }

  /** Its own wait comes first, so that a connection that waits is never the probe. */
  @Test
  void letsNoProbeThroughThatWaitsItself() {
    Instant due = NOW.plus(ClientCircuits.BETWEEN_PROBES);
    gate.circuits()
        .faulted(CLIENT, ID, new RefreshVerdict.ClientFault("invalid_client", true), NOW);
    gate.remember(ID, new RefreshFailure.ProviderThrottled(Duration.ofSeconds(30)), due);

    assertThat(gate.permits(ID, CLIENT, due)).isPresent();
    assertThat(gate.permits(new ConnectionId("acme/two"), CLIENT, due)).isEmpty();
  }
}
