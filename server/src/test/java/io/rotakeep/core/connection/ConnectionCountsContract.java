package io.rotakeep.core.connection;

import static io.rotakeep.core.connection.Samples.NOW;
import static io.rotakeep.core.connection.Samples.PROVIDER;
import static io.rotakeep.core.connection.Samples.active;
import static io.rotakeep.core.connection.Samples.id;
import static io.rotakeep.core.connection.Samples.signed;
import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.core.connection.ConnectionStore.ProviderState;
import io.rotakeep.core.provider.ProviderName;
import io.rotakeep.core.rotation.Change;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is kept as a number is what counting the rows would give, after any history of changes. */
public abstract class ConnectionCountsContract extends StoreContract {
  private static final int STEPS = 600;
  private static final List<ProviderName> PROVIDERS =
      List.of(PROVIDER, new ProviderName("keycloak"));
  private static final List<ConnectionState> STATES =
      List.of(
          new ConnectionState.Active(),
          new ConnectionState.ReauthorizationRequired(Reason.LOST_RESPONSE),
          new ConnectionState.Revoked(Reason.OPERATOR));

  private final Map<String, Long> epochs = new HashMap<>();

  @Test
  void countsAsTheListsDoAfterAnyHistory() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);

    for (int step = 0; step < STEPS; step++) {
      change(random, "c/" + random.nextInt(25));
    }

    assertThat(stores().connections().counts()).as("seed " + seed).isEqualTo(counted());
  }

  @Test
  void knowsTheLongestRestOfEachProvider() {
    Connection young = active("young");
    Instant longAgo = NOW.minusSeconds(86_400);
    create(young);
    create(Samples.lastUsed("old", longAgo));
    create(Connection.pending(id("pending"), PROVIDERS.getLast(), null, Map.of(), NOW));

    assertThat(stores().lineage().longestUnused())
        .containsOnly(Map.entry(PROVIDER.value(), longAgo));
  }

  private void change(Random random, String name) {
    Connection row = stores().connections().find(id(name)).orElse(null);
    if (row == null) {
      create(active(name, PROVIDERS.get(random.nextInt(2)), Map.of()));
      return;
    }
    Connection next = row.withState(STATES.get(random.nextInt(STATES.size())), NOW).nextRevision();
    switch (random.nextInt(6)) {
      case 0 -> delete(row, tombstone(row));
      case 1 ->
          stores().repair().restore(List.of(new Change.ConnectionWritten(next.nextRevision())));
      case 2 -> stores().repair().restore(List.of(new Change.ConnectionDeleted(tombstone(row))));
      case 3 -> hold(name, random.nextBoolean());
      default -> replace(row, next);
    }
  }

  private void hold(String name, boolean lifted) {
    long epoch = epochs.merge(name, 1L, Long::sum);
    Hold hold =
        lifted ? new Hold.LiftedHold(id(name), epoch, NOW, null) : Samples.quarantined(name, epoch);
    assertThat(stores().holds().write(signed(hold))).isTrue();
  }

  private Map<ProviderState, Long> counted() {
    Map<ProviderState, Long> counts = new HashMap<>();
    for (ProviderName provider : PROVIDERS) {
      for (String state : List.of("ACTIVE", "REAUTHORIZATION_REQUIRED", "REVOKED", "QUARANTINED")) {
        ConnectionQuery query =
            new ConnectionQuery(provider, state, null, Map.of(), null, null, 100);
        long size = stores().connections().list(query).size();
        if (size > 0) {
          counts.put(new ProviderState(provider.value(), state), size);
        }
      }
    }
    return counts;
  }
}
