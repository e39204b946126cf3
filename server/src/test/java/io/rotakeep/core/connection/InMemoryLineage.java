package io.rotakeep.core.connection;

import io.rotakeep.core.crypto.Fingerprint;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The lineage of {@link InMemoryStores}. */
final class InMemoryLineage implements LineageStore {
  private static final Comparator<Resting> LONGEST_FIRST =
      Comparator.comparing(Resting::used).thenComparing(resting -> resting.connection().value());

  private final InMemoryStores stores;

  InMemoryLineage(InMemoryStores stores) {
    this.stores = stores;
  }

  @Override
  public Optional<Ancestor> findAncestor(Fingerprint fingerprint) {
    return stores.read(
        rows ->
            Optional.ofNullable(rows.ancestors.get(fingerprint))
                .map(found -> reaching(newest(rows, found), found)));
  }

  private static Generation newest(StoreRows rows, Ancestor found) {
    return rows.newest.getOrDefault(found.connection(), found.generation());
  }

  private static Tombstone reaching(StoreRows rows, Tombstone found) {
    Generation newest = rows.newest.getOrDefault(found.id(), Generation.NONE);
    return newest.isAfter(found.lastGeneration())
        ? new Tombstone(found.id(), newest, found.revision(), found.deleted())
        : found;
  }

  private static Ancestor reaching(Generation newest, Ancestor found) {
    return new Ancestor(found.connection(), found.generation(), found.imported(), newest);
  }

  @Override
  public Optional<Tombstone> findTombstone(ConnectionId id) {
    return stores.read(
        rows -> Optional.ofNullable(rows.tombstones.get(id)).map(found -> reaching(rows, found)));
  }

  @Override
  public List<ConnectionId> siblings(GrantKey key, int limit) {
    return stores.read(
        rows ->
            rows.connections.values().stream()
                .filter(row -> row.grant() != null && row.grant().key().equals(key))
                .map(Connection::id)
                .limit(limit)
                .toList());
  }

  @Override
  public List<Resting> resting(RestingQuery query) {
    return stores.read(
        rows ->
            rows.connections.values().stream()
                .filter(row -> row.grant() != null && row.grant().refreshToken() != null)
                .filter(row -> row.provider().equals(query.provider()))
                .filter(row -> row.state().word().equals(query.state()))
                .filter(row -> rows.effective(row).equals(row.state()))
                .map(row -> new Resting(row.id(), lastUsed(row)))
                .filter(resting -> resting.used().isBefore(query.before()))
                .filter(resting -> isAfter(query.after(), resting))
                .sorted(LONGEST_FIRST)
                .limit(query.limit())
                .toList());
  }

  private static boolean isAfter(@Nullable Resting place, Resting resting) {
    return place == null || LONGEST_FIRST.compare(place, resting) < 0;
  }

  @Override
  public Map<String, Instant> longestUnused() {
    return stores.read(
        rows ->
            rows.connections.values().stream()
                .filter(row -> row.grant() != null && row.grant().refreshToken() != null)
                .collect(
                    Collectors.toMap(
                        row -> row.provider().value(),
                        InMemoryLineage::lastUsed,
                        (one, other) -> one.isBefore(other) ? one : other)));
  }

  private static Instant lastUsed(Connection row) {
    return row.lastUsed().orElseThrow();
  }

  @Override
  public int forgetBefore(Instant time) {
    AtomicInteger forgotten = new AtomicInteger();
    stores.write(
        "tombstone",
        rows -> {
          Set<ConnectionId> old =
              rows.tombstones.values().stream()
                  .filter(tombstone -> tombstone.deleted().isBefore(time))
                  .map(Tombstone::id)
                  .collect(Collectors.toSet());
          rows.ancestors.values().removeIf(ancestor -> old.contains(ancestor.connection()));
          rows.newest.keySet().removeAll(old);
          old.forEach(id -> Objects.requireNonNull(rows.tombstones.remove(id)));
          forgotten.set(old.size());
          return true;
        });
    return forgotten.get();
  }
}
