package io.rotakeep.core.connection;

import static io.rotakeep.core.connection.Samples.NOW;
import static io.rotakeep.core.connection.Samples.PROVIDER;
import static io.rotakeep.core.connection.Samples.active;
import static io.rotakeep.core.connection.Samples.id;
import static io.rotakeep.core.connection.Samples.quarantined;
import static io.rotakeep.core.connection.Samples.revoked;
import static io.rotakeep.core.connection.Samples.rotated;
import static io.rotakeep.core.connection.Samples.signed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rotakeep.core.connection.ConnectionStore.ProviderState;
import io.rotakeep.core.provider.ProviderName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every {@link ConnectionStore} keeps to. */
public abstract class ConnectionStoreContract extends StoreContract {
  private static final ProviderName OTHER = new ProviderName("hubspot");

  @Test
  void givesBackWhatWasWritten() {
    Connection connection = active("a/b");

    assertThat(create(connection)).isTrue();

    assertThat(connections().find(id("a/b"))).contains(connection);
    assertThat(connections().find(id("a"))).isEmpty();
  }

  @Test
  void keepsEveryStateOverAReopening() {
    List<ConnectionState> states =
        List.of(
            new ConnectionState.PendingAuthorization(),
            new ConnectionState.Active(),
            new ConnectionState.InDoubt(UUID.randomUUID(), NOW, 2, true),
            new ConnectionState.ReauthorizationRequired(Reason.LOST_RESPONSE),
            new ConnectionState.Quarantined(Reason.CLIENT_EVENT),
            new ConnectionState.Revoked(Reason.OPERATOR));
    List<Connection> written = new ArrayList<>();
    for (ConnectionState state : states) {
      Connection connection = active("s" + written.size()).withState(state, NOW);
      create(connection);
      written.add(connection);
    }
    Connection pending = Connection.pending(id("z"), PROVIDER, null, Map.of(), NOW);
    create(pending);
    written.add(pending);

    reopen();

    assertThat(connections().list(ConnectionQuery.all(100))).isEqualTo(written);
  }

  @Test
  void createsAnIdOnce() {
    create(active("a"));

    assertThat(create(active("a").withLabels(Map.of()))).isFalse();

    assertThat(connections().find(id("a"))).contains(active("a"));
  }

  @Test
  void replacesTheRowItWasGiven() {
    Connection first = active("a");
    create(first);

    assertThat(replace(first, rotated(first))).isTrue();

    assertThat(connections().find(id("a"))).contains(rotated(first));
  }

  @Test
  void refusesToReplaceARowThatHasMovedOn() {
    Connection first = active("a");
    create(first);
    Connection second = rotated(first);
    replace(first, second);
    Connection relabelled = second.withLabels(Map.of("x", "y")).nextRevision();
    replace(second, relabelled);

    assertThat(replace(first, rotated(first))).isFalse();
    assertThat(replace(second, rotated(second))).as("the revision has").isFalse();

    assertThat(connections().find(id("a"))).contains(relabelled);
  }

  @Test
  void refusesAnythingButTheNextRevision() {
    Connection first = active("a");
    create(first);

    assertThatThrownBy(() -> replace(first, first)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> replace(first, rotated(active("b"))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesToWriteUnderAnothersLock() {
    ConnectionLocks others = new ConnectionLocks();

    assertThatThrownBy(
            () -> others.whileHolding(id("b"), lock -> connections().create(lock, active("a"))))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void letsOneOfManyWin() {
    Connection first = active("a");
    create(first);
    AtomicInteger wins = new AtomicInteger();

    try (ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int writer = 0; writer < 24; writer++) {
        writers.execute(
            () -> {
              // Locks of another process, as it were: only the store decides.
              boolean won =
                  new ConnectionLocks()
                      .whileHolding(
                          id("a"), lock -> connections().replace(lock, first, rotated(first)));
              wins.addAndGet(won ? 1 : 0);
            });
      }
    }

    assertThat(wins).hasValue(1);
  }

  @Test
  void letsOneOfManyCreate() {
    AtomicInteger wins = new AtomicInteger();

    try (ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int writer = 0; writer < 24; writer++) {
        writers.execute(
            () -> {
              boolean won =
                  new ConnectionLocks()
                      .whileHolding(id("a"), lock -> connections().create(lock, active("a")));
              wins.addAndGet(won ? 1 : 0);
            });
      }
    }

    assertThat(wins).hasValue(1);
  }

  @Test
  void deletesTheRowItWasGivenAndLeavesATombstone() {
    Connection first = active("a");
    create(first);

    assertThat(delete(rotated(first), tombstone(first))).isFalse();
    assertThat(connections().find(id("a"))).isPresent();
    assertThat(delete(first, tombstone(first))).isTrue();

    assertThat(connections().find(id("a"))).isEmpty();
    assertThat(stores().lineage().findTombstone(id("a"))).contains(tombstone(first));
    assertThat(ids(query(null, null, null, Map.of("tenant", "acme")))).isEmpty();
  }

  @Test
  void listsInTheOrderOfBytes() {
    List<String> ordered =
        List.of("a", "a-b", "a.b", "a/b", "a0", "a_b", "ab", "b", "b/a", "b/a-", "ba");
    ordered.reversed().forEach(id -> create(active(id)));

    assertThat(ids(ConnectionQuery.all(100))).isEqualTo(ordered);
    assertThat(ids(ConnectionQuery.all(3).startingAfter(id("a-b"))))
        .containsExactly("a.b", "a/b", "a0");
    assertThat(ids(ConnectionQuery.all(3).startingAfter(id("zz")))).isEmpty();
  }

  @Test
  void listsByProviderAndLabels() {
    create(active("a", PROVIDER, Map.of("tenant", "acme", "plan", "gold")));
    create(active("b", OTHER, Map.of("tenant", "acme")));
    create(active("c", PROVIDER, Map.of("tenant", "other", "plan", "gold")));
    Connection relabelled = active("d", PROVIDER, Map.of("tenant", "acme"));
    create(relabelled);
    replace(relabelled, relabelled.withLabels(Map.of("plan", "gold")).nextRevision());

    assertThat(ids(query(PROVIDER, null, null, Map.of()))).containsExactly("a", "c", "d");
    assertThat(ids(query(null, null, null, Map.of("tenant", "acme")))).containsExactly("a", "b");
    assertThat(ids(query(null, null, null, Map.of("tenant", "acme", "plan", "gold"))))
        .containsExactly("a");
    assertThat(ids(query(PROVIDER, null, null, Map.of("plan", "gold"))))
        .containsExactly("a", "c", "d");
  }

  @Test
  void listsByTheStateThatAHoldMakes() {
    create(active("active"));
    create(active("held"));
    create(active("revoked"));
    create(active("lifted"));
    create(
        active("lost")
            .withState(new ConnectionState.ReauthorizationRequired(Reason.LOST_RESPONSE), NOW));
    stores().holds().write(signed(quarantined("held", 1)));
    stores().holds().write(signed(revoked("revoked", 1, false)));
    stores().holds().write(signed(quarantined("lifted", 1)));
    stores().holds().write(signed(new Hold.LiftedHold(id("lifted"), 2, NOW, null)));

    assertThat(ids(query(null, "ACTIVE", null, Map.of()))).containsExactly("active", "lifted");
    assertThat(ids(query(null, "QUARANTINED", null, Map.of()))).containsExactly("held");
    assertThat(ids(query(null, null, Reason.SUSPECTED_COMPROMISE, Map.of())))
        .containsExactly("held");
    assertThat(ids(query(null, null, Reason.LOST_RESPONSE, Map.of()))).containsExactly("lost");
    assertThat(connections().counts())
        .containsOnly(
            Map.entry(new ProviderState(PROVIDER.value(), "ACTIVE"), 2L),
            Map.entry(new ProviderState(PROVIDER.value(), "QUARANTINED"), 1L),
            Map.entry(new ProviderState(PROVIDER.value(), "REVOKED"), 1L),
            Map.entry(new ProviderState(PROVIDER.value(), "REAUTHORIZATION_REQUIRED"), 1L));
  }

  @Test
  void listsWhatDiesOfIdleness() {
    stores().providers().write(Samples.provider(PROVIDER.value(), 1, Duration.ofDays(30)));
    stores().providers().write(Samples.provider(OTHER.value(), 1, null));
    create(active("a"));
    create(active("for-ever", OTHER, Map.of()));
    create(Connection.pending(id("pending"), PROVIDER, null, Map.of(), NOW));
    Connection fresh = active("fresh");
    create(fresh.withHistory(fresh.history().refreshedAt(NOW.plus(Duration.ofDays(3)), "rotated")));

    ConnectionQuery dying =
        new ConnectionQuery(null, null, null, Map.of(), NOW.plus(Duration.ofDays(31)), null, 10);

    assertThat(ids(dying)).containsExactly("a");
  }

  @Test
  void pagesThroughThousands() {
    try (ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int part = 0; part < 10; part++) {
        int first = part * 300;
        writers.execute(
            () -> {
              for (int n = first; n < first + 300; n++) {
                create(active("c/" + n, n % 2 == 0 ? PROVIDER : OTHER, Map.of()));
              }
            });
      }
    }

    List<String> all = new ArrayList<>();
    ConnectionQuery query = ConnectionQuery.all(ConnectionQuery.LARGEST_PAGE);
    List<Connection> page = connections().list(query);
    while (!page.isEmpty()) {
      page.forEach(connection -> all.add(connection.id().value()));
      page = connections().list(query.startingAfter(page.getLast().id()));
    }

    assertThat(all).hasSize(3_000).isSorted().doesNotHaveDuplicates();
    assertThat(connections().counts().values()).containsExactly(1_500L, 1_500L);
  }

  protected final ConnectionStore connections() {
    return stores().connections();
  }

  protected final List<String> ids(ConnectionQuery query) {
    return connections().list(query).stream().map(found -> found.id().value()).toList();
  }

  private static ConnectionQuery query(
      @Nullable ProviderName provider,
      @Nullable String state,
      @Nullable Reason reason,
      Map<String, String> labels) {
    return new ConnectionQuery(provider, state, reason, labels, null, null, 100);
  }
}
