package io.rotakeep.core.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.ConnectionLocks;
import io.rotakeep.core.connection.ConnectionState;
import io.rotakeep.core.connection.InMemoryStores;
import io.rotakeep.core.connection.Reason;
import io.rotakeep.core.connection.Samples;
import io.rotakeep.core.provider.ProviderName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How many refusals are a mass, at which time and among whom. */
final class MassRejectionsTest {
  private static final Instant NOW = Instant.parse("2026-02-03T04:05:06Z");
  private static final ProviderName ACME = new ProviderName("acme");
  private static final ProviderName OTHER = new ProviderName("other");

  private final InMemoryStores stores = new InMemoryStores();
  private final ConnectionLocks locks = new ConnectionLocks();
  private final MassRejections mass = new MassRejections(stores.connections());

  @Test
  void aRefusalOfTenMinutesAgoCountsNoMore() {
    assertThat(refused(1, NOW)).isEmpty();
    assertThat(refused(2, NOW)).isEmpty();
    assertThat(refused(3, NOW.plus(MassRejections.SPAN))).isEmpty();
    assertThat(refused(4, NOW.plus(MassRejections.SPAN))).isEmpty();

    assertThat(refused(5, NOW.plus(MassRejections.SPAN)))
        .containsExactlyInAnyOrder(id(3), id(4), id(5));
  }

  /** The clock was set back by an hour. */
  @Test
  void aRefusalThatLiesAheadCountsNoMore() {
    refused(1, NOW);
    refused(2, NOW);

    assertThat(refused(3, NOW.minus(Duration.ofHours(1)))).isEmpty();
  }

  @Test
  void aMassThatIsOverCountsNoMore() {
    refused(1, NOW);
    refused(2, NOW);
    refused(3, NOW);
    mass.stand(ACME);

    assertThat(mass.over(ACME, NOW)).isTrue();

    assertThat(mass.stands(ACME)).isFalse();
    assertThat(mass.over(ACME, NOW)).isFalse();
    assertThat(refused(4, NOW)).isEmpty();
  }

  /** Whoever is refreshed in between does not make two refusals undone. */
  @Test
  void refusalsGoOnCountingAfterARefreshWhileThereIsNoMass() {
    refused(1, NOW);
    refused(2, NOW);

    var _ = mass.over(ACME, NOW);

    assertThat(refused(3, NOW)).hasSize(3);
  }

  /** So the refreshes of the ten minutes before count beside those of these ten. */
  @Test
  void whatWasRefreshedInBothSpansKeepsAFewRefusalsFromBeingAMass() {
    enrol(ACME, 40, new ConnectionState.Active());
    granted(6, NOW);
    Instant next = NOW.plus(MassRejections.SPAN);
    granted(7, next);
    refused(1, next);
    refused(2, next);

    assertThat(refused(3, next)).isEmpty();
  }

  @Test
  void threeAmongFifteenAreAMass() {
    enrol(ACME, 40, new ConnectionState.Active());
    granted(12, NOW);
    refused(1, NOW);
    refused(2, NOW);

    assertThat(refused(3, NOW)).hasSize(3);
  }

  /** Of ten that could be refused three are many, however often they were refreshed. */
  @Test
  void onlyTheProvidersOwnConnectionsThatCanBeRefusedStandAgainstThem() {
    enrol(ACME, 5, new ConnectionState.Active());
    enrol(ACME, 5, new ConnectionState.InDoubt(new UUID(1, 2), NOW, 1, false));
    enrol(ACME, 30, new ConnectionState.ReauthorizationRequired(Reason.IDLE_EXPIRED));
    enrol(OTHER, 30, new ConnectionState.Active());
    granted(50, NOW);
    refused(1, NOW);
    refused(2, NOW);

    assertThat(refused(3, NOW)).hasSize(3);
  }

  @Test
  void whoIsInDoubtStandsAgainstThemToo() {
    enrol(ACME, 13, new ConnectionState.InDoubt(new UUID(1, 2), NOW, 1, false));
    granted(50, NOW);
    refused(1, NOW);
    refused(2, NOW);

    assertThat(refused(3, NOW)).isEmpty();
  }

  /** Memory is bounded, and a thousand are a mass among any number. */
  @Test
  void aThousandAreAMassAmongAnyNumberAndNoMoreAreRemembered() {
    enrol(ACME, 4_100, new ConnectionState.Active());
    granted(4_100, NOW);
    List<Integer> named =
        IntStream.rangeClosed(1, 1_003).mapToObj(number -> refused(number, NOW).size()).toList();

    assertThat(named.get(998)).isZero();
    assertThat(named.subList(999, 1_003)).containsExactly(1_000, 1_001, 1_001, 1_001);
  }

  private List<ConnectionId> refused(int number, Instant time) {
    return mass.refused(ACME, id(number), time);
  }

  private void granted(int times, Instant time) {
    for (int i = 0; i < times; i++) {
      var _ = mass.over(ACME, time);
    }
  }

  private void enrol(ProviderName provider, int many, ConnectionState state) {
    for (int i = 0; i < many; i++) {
      String id = provider + "/" + state.word().toLowerCase(Locale.ROOT) + "/" + i;
      Connection row = Samples.active(id, provider, Map.of()).withState(state, NOW);
      locks.whileHolding(row.id(), lock -> stores.connections().create(lock, row));
    }
  }

  private static ConnectionId id(int number) {
    return new ConnectionId("many/" + number);
  }
}
