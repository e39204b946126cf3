package io.rotakeep.core.connection;

import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.provider.ProviderName;
import io.rotakeep.core.rotation.Change;
import io.rotakeep.core.rotation.StoreRepair;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How {@link InMemoryStores} are brought up to the journal. */
final class InMemoryRepair implements StoreRepair {
  private final InMemoryStores stores;

  InMemoryRepair(InMemoryStores stores) {
    this.stores = stores;
  }

  @Override
  public Optional<Mark> mark() {
    return stores.read(rows -> Optional.ofNullable(rows.mark));
  }

  @Override
  public void initialize(UUID storeId) {
    mark(new Mark(storeId, 0, null));
  }

  @Override
  public void distrust(@Nullable Instant since) {
    Mark mark = mark().orElseThrow();
    mark(new Mark(mark.storeId(), mark.appliedThrough(), since));
  }

  @Override
  public void force() {
    stores.force();
  }

  @Override
  public void checkpoint(long appliedThrough) {
    Mark mark = mark().orElseThrow();
    mark(new Mark(mark.storeId(), appliedThrough, mark.distrusted()));
  }

  @Override
  public void restore(List<Change> changes) {
    changes.forEach(this::restore);
  }

  private void restore(Change change) {
    stores.write(
        "repair",
        rows -> {
          switch (change) {
            case Change.ConnectionWritten(Connection connection) -> write(rows, connection);
            case Change.ConnectionDeleted(Tombstone tombstone) -> bury(rows, tombstone);
            case Change.HoldWritten(SignedHold hold) -> write(rows, hold);
            case Change.IncidentWritten(var incident) -> InMemoryIncidents.restore(rows, incident);
            case Change.ProviderWritten(var provider) -> write(rows, provider);
            case Change.ProviderDeleted(ProviderName name, long revision) ->
                rows.providers.computeIfPresent(
                    name, (_, stored) -> stored.revision() <= revision ? null : stored);
          }
          return true;
        });
  }

  private void mark(Mark next) {
    stores.write(
        "mark",
        rows -> {
          rows.mark = next;
          return true;
        });
    stores.force();
  }

  private static void write(StoreRows rows, Connection connection) {
    if (revision(rows, connection.id()) < connection.revision()) {
      rows.keep(connection);
    }
  }

  private static void bury(StoreRows rows, Tombstone tombstone) {
    if (revision(rows, tombstone.id()) <= tombstone.revision()) {
      rows.bury(tombstone);
    }
  }

  private static void write(StoreRows rows, SignedHold signed) {
    SignedHold stored = rows.holds.get(signed.hold().connection());
    if (stored == null
        || stored.hold().epoch() < signed.hold().epoch()
        || InMemoryHolds.confirms(stored.hold(), signed.hold())) {
      rows.holds.put(signed.hold().connection(), signed);
    }
  }

  private static void write(StoreRows rows, Provider provider) {
    Provider stored = rows.providers.get(provider.name());
    if (stored == null || stored.revision() < provider.revision()) {
      rows.providers.put(provider.name(), provider);
    }
  }

  /** Of the row or of what a deleted one left; -1 if there is neither. */
  private static long revision(StoreRows rows, ConnectionId id) {
    Connection row = rows.connections.get(id);
    Tombstone tombstone = rows.tombstones.get(id);
    return Math.max(
        row == null ? -1 : row.revision(), tombstone == null ? -1 : tombstone.revision());
  }
}
