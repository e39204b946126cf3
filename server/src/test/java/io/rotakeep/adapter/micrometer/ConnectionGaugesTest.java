package io.rotakeep.adapter.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.ConnectionLock;
import io.rotakeep.core.connection.ConnectionLocks;
import io.rotakeep.core.connection.ConnectionQuery;
import io.rotakeep.core.connection.ConnectionStore;
import io.rotakeep.core.connection.InMemoryStores;
import io.rotakeep.core.connection.Samples;
import io.rotakeep.core.connection.StoreUnavailableException;
import io.rotakeep.core.connection.Tombstone;
import io.rotakeep.testkit.MutableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class ConnectionGaugesTest {
  private final MutableClock clock = new MutableClock(Instant.EPOCH);
  private final CountedStore store = new CountedStore();
  private final InMemoryStores rows = new InMemoryStores();
  private final PrometheusMeters meters = new PrometheusMeters();

  ConnectionGaugesTest() {
    meters.showConnections(store, rows.lineage(), clock);
  }

  @AfterEach
  void close() {
    meters.close();
  }

  @Test
  void showConnectionsByProviderAndState() {
    store.counts = () -> Map.of(state("a", "ACTIVE"), 7L, state("b", "IN_DOUBT"), 2L);

    assertThat(meters.scrape())
        .contains(
            "rotakeep_connections{provider=\"a\",state=\"ACTIVE\"} 7.0",
            "rotakeep_connections{provider=\"b\",state=\"IN_DOUBT\"} 2.0",
            "rotakeep_attempts_in_doubt 2.0");
  }

  @Test
  void showHowLongTheLeastUsedTokenHasRested() {
    Connection resting = Samples.active("a");
    new ConnectionLocks()
        .whileHolding(resting.id(), lock -> rows.connections().create(lock, resting));
    clock.advance(
        Duration.between(clock.instant(), resting.history().refreshed()).plus(Duration.ofDays(3)));

    assertThat(meters.scrape())
        .contains(
            "rotakeep_refresh_token_idle_days_max{provider=\"" + resting.provider() + "\"} 3.0");
  }

  @Test
  void askTheStoreOnceInTenSeconds() {
    meters.scrape();
    clock.advance(ConnectionGauges.KEPT.minusMillis(1));
    meters.scrape();
    int within = store.asked.get();
    clock.advance(Duration.ofMillis(1));
    meters.scrape();

    assertThat(within).isEqualTo(1);
    assertThat(store.asked).hasValue(2);
  }

  @Test
  void dropWhatIsNoMore() {
    store.counts = () -> Map.of(state("a", "ACTIVE"), 7L);
    meters.scrape();
    clock.advance(ConnectionGauges.KEPT);
    store.counts = () -> Map.of(state("a", "REVOKED"), 7L);

    assertThat(meters.scrape())
        .contains("state=\"REVOKED\"} 7.0")
        .doesNotContain("state=\"ACTIVE\"");
  }

  @Test
  void areAbsentWhileTheStoreDoesNotAnswer() {
    store.counts = () -> Map.of(state("a", "ACTIVE"), 7L);
    meters.scrape();
    clock.advance(ConnectionGauges.KEPT);
    store.counts =
        () -> {
          throw new StoreUnavailableException("gone", new IllegalStateException());
        };

    assertThat(meters.scrape())
        .doesNotContain("rotakeep_connections{")
        .contains("rotakeep_attempts_in_doubt NaN");
  }

  @Test
  void doNotHoldUpAScrapeWhileTheStoreIsSlow() {
    CountDownLatch goOn = new CountDownLatch(1);
    store.counts = () -> afterwards(goOn, Map.of(state("a", "ACTIVE"), 7L));

    String early = meters.scrape();
    meters.scrape();
    goOn.countDown();

    assertThat(early).doesNotContain("rotakeep_connections{");
    Awaitility.await().until(() -> meters.scrape().contains("state=\"ACTIVE\"} 7.0"));
    assertThat(store.asked).hasValue(1);
  }

  @Test
  void putProvidersBeyondTheLimitTogether() {
    store.counts =
        () -> {
          var counts = new HashMap<ConnectionStore.ProviderState, Long>();
          for (int i = 0; i < ProviderLabels.MOST + 3; i++) {
            counts.put(state("p" + i, "ACTIVE"), 2L);
          }
          return counts;
        };

    assertThat(meters.scrape())
        .contains("rotakeep_connections{provider=\"_other\",state=\"ACTIVE\"} 6.0");
  }

  private static ConnectionStore.ProviderState state(String provider, String state) {
    return new ConnectionStore.ProviderState(provider, state);
  }

  private static <T> T afterwards(CountDownLatch latch, T value) {
    try {
      latch.await();
      return value;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Is only ever asked for its counts. */
  private static final class CountedStore implements ConnectionStore {
    private final AtomicInteger asked = new AtomicInteger();
    private volatile Supplier<Map<ProviderState, Long>> counts = Map::of;

    @Override
    public Map<ProviderState, Long> counts() {
      asked.incrementAndGet();
      return counts.get();
    }

    @Override
    public Optional<Connection> find(ConnectionId id) {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean create(ConnectionLock lock, Connection connection) {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean replace(ConnectionLock lock, Connection before, Connection after) {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean delete(ConnectionLock lock, Connection before, Tombstone tombstone) {
      throw new UnsupportedOperationException();
    }

    @Override
    public List<Connection> list(ConnectionQuery query) {
      throw new UnsupportedOperationException();
    }
  }
}
