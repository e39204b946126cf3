package io.rotakeep.core.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.core.connection.ConnectionId;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RefreshGateTest {
  private static final ConnectionId ID = new ConnectionId("acme/one");
  private static final Instant NOW = Instant.parse("2026-02-03T04:05:06Z");

  private final RefreshGate gate = new RefreshGate(new MapCache<>());

  @Test
  void isOpenAtFirst() {
    assertThat(gate.permits(ID, NOW)).isEmpty();
  }

  @Test
  void saysHowLongIsLeft() {
    gate.remember(ID, new RefreshFailure.ProviderThrottled(Duration.ofSeconds(30)), NOW);

    assertThat(gate.permits(ID, NOW.plusSeconds(10)))
        .contains(new RefreshFailure.ProviderThrottled(Duration.ofSeconds(20)));
    assertThat(gate.permits(new ConnectionId("acme/two"), NOW)).isEmpty();
    assertThat(gate.permits(ID, NOW.plusSeconds(30))).isEmpty();
  }

  @Test
  void remembersTheLatestFailure() {
    gate.remember(ID, new RefreshFailure.ProviderThrottled(Duration.ofSeconds(30)), NOW);
    gate.remember(ID, new RefreshFailure.ProviderUnavailable(Duration.ofSeconds(5)), NOW);

    assertThat(gate.permits(ID, NOW))
        .contains(new RefreshFailure.ProviderUnavailable(Duration.ofSeconds(5)));
  }

  @Test
  void remembersNothingThatAskedForNoPatience() {
    gate.remember(ID, new RefreshFailure.StoreUnavailable(), NOW);

    assertThat(gate.permits(ID, NOW)).isEmpty();
  }

  @Test
  void repeatsAFaultOfOursForAWhile() {
    RefreshFailure fault = new RefreshFailure.ClientMisconfigured("invalid_client");
    gate.remember(ID, fault, NOW);

    assertThat(gate.permits(ID, NOW.plusSeconds(4))).contains(fault);
    assertThat(gate.permits(ID, NOW.plusSeconds(5))).isEmpty();
  }

  @Test
  void doesNotStayShutWhenTheClockIsSetBack() {
    gate.remember(ID, new RefreshFailure.ProviderThrottled(Duration.ofSeconds(30)), NOW);

    assertThat(gate.permits(ID, NOW.minus(Duration.ofDays(1)))).isEmpty();
  }
}
