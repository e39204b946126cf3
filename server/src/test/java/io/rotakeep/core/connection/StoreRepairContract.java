package io.rotakeep.core.connection;

import static io.rotakeep.core.connection.Samples.NOW;
import static io.rotakeep.core.connection.Samples.active;
import static io.rotakeep.core.connection.Samples.id;
import static io.rotakeep.core.connection.Samples.provider;
import static io.rotakeep.core.connection.Samples.quarantined;
import static io.rotakeep.core.connection.Samples.revoked;
import static io.rotakeep.core.connection.Samples.rotated;
import static io.rotakeep.core.connection.Samples.signed;
import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.core.provider.ProviderName;
import io.rotakeep.core.rotation.Change;
import io.rotakeep.core.rotation.StoreRepair;
import io.rotakeep.core.rotation.StoreRepair.Mark;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What every {@link StoreRepair} keeps to. */
public abstract class StoreRepairContract extends StoreContract {
  private static final UUID STORE = UUID.fromString("11111111-2222-3333-4444-555555555555");

  @Test
  void hasNoMarkUntilItIsInitialized() {
    assertThat(repair().mark()).isEmpty();

    repair().initialize(STORE);

    assertThat(repair().mark()).contains(new Mark(STORE, 0, null));
    reopen();
    assertThat(repair().mark()).contains(new Mark(STORE, 0, null));
  }

  @Test
  void remembersHowFarItHasCome() {
    repair().initialize(STORE);
    repair().checkpoint(17);

    reopen();

    assertThat(repair().mark()).contains(new Mark(STORE, 17, null));
  }

  @Test
  void remembersThatItIsDistrusted() {
    repair().initialize(STORE);
    repair().distrust(NOW);

    reopen();

    assertThat(repair().mark()).contains(new Mark(STORE, 0, NOW));
  }

  @Test
  void remembersThatItIsTrustedAgain() {
    repair().initialize(STORE);
    repair().checkpoint(3);
    repair().distrust(NOW);
    repair().distrust(null);

    reopen();

    assertThat(repair().mark()).contains(new Mark(STORE, 3, null));
  }

  @Test
  void repeatsChangesAnyNumberOfTimes() {
    Connection first = active("a");
    List<Change> changes =
        List.of(
            new Change.ProviderWritten(provider("p", 1)),
            new Change.ProviderWritten(provider("p", 2)),
            new Change.ProviderWritten(provider("gone", 1)),
            new Change.ProviderDeleted(new ProviderName("gone"), 1),
            new Change.ConnectionWritten(first),
            new Change.ConnectionWritten(rotated(first)),
            new Change.ConnectionWritten(active("b")),
            new Change.ConnectionDeleted(tombstone(active("b"))),
            new Change.HoldWritten(signed(quarantined("a", 1))),
            new Change.HoldWritten(signed(revoked("a", 2, false))),
            new Change.HoldWritten(signed(revoked("a", 2, true))));

    for (int times = 0; times < 2; times++) {
      repair().restore(changes);

      assertThat(stores().connections().find(id("a"))).contains(rotated(first));
      assertThat(stores().connections().find(id("b"))).isEmpty();
      assertThat(stores().lineage().findTombstone(id("b"))).contains(tombstone(active("b")));
      assertThat(stores().lineage().findAncestor(Samples.fingerprint("a", 1))).isPresent();
      assertThat(stores().holds().find(id("a"))).contains(signed(revoked("a", 2, true)));
      assertThat(stores().providers().list()).containsExactly(provider("p", 2));
    }
  }

  @Test
  void leavesWhatTheStoreHasNewer() {
    Connection first = active("a");
    Connection second = rotated(first);
    create(first);
    replace(first, second);
    stores().holds().write(signed(quarantined("a", 1)));
    stores().holds().write(signed(new Hold.LiftedHold(id("a"), 2, NOW, null)));
    stores().providers().write(provider("p", 1));
    stores().providers().write(provider("p", 2));

    repair().restore(List.of(new Change.ConnectionWritten(first)));
    repair().restore(List.of(new Change.ConnectionDeleted(tombstoneOf(first))));
    repair().restore(List.of(new Change.HoldWritten(signed(quarantined("a", 1)))));
    repair().restore(List.of(new Change.ProviderWritten(provider("p", 1))));
    repair().restore(List.of(new Change.ProviderDeleted(new ProviderName("p"), 1)));

    assertThat(stores().connections().find(id("a"))).contains(second);
    assertThat(stores().holds().find(id("a")))
        .contains(signed(new Hold.LiftedHold(id("a"), 2, NOW, null)));
    assertThat(stores().providers().list()).containsExactly(provider("p", 2));
  }

  @Test
  void doesNotRaiseTheDead() {
    Connection connection = active("a");
    create(connection);
    delete(connection, tombstone(connection));

    repair().restore(List.of(new Change.ConnectionWritten(connection)));

    assertThat(stores().connections().find(id("a"))).isEmpty();
  }

  @Test
  void letsARevisionAfterTheTombstoneReturn() {
    Connection connection = active("a");
    repair().restore(List.of(new Change.ConnectionDeleted(tombstone(connection))));
    Connection returned = connection.nextRevision().nextRevision();

    repair().restore(List.of(new Change.ConnectionWritten(returned)));

    assertThat(stores().connections().find(id("a"))).contains(returned);
    assertThat(stores().lineage().findTombstone(id("a"))).isEmpty();
  }

  private static Tombstone tombstoneOf(Connection connection) {
    return new Tombstone(connection.id(), connection.generation(), connection.revision(), NOW);
  }

  protected final StoreRepair repair() {
    return stores().repair();
  }
}
