package io.rotakeep.core.connection;

import io.rotakeep.core.connection.Hold.RevokedHold;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The holds of {@link InMemoryStores}. */
final class InMemoryHolds implements HoldStore {
  private final InMemoryStores stores;

  InMemoryHolds(InMemoryStores stores) {
    this.stores = stores;
  }

  @Override
  public Optional<SignedHold> find(ConnectionId id) {
    return stores.read(rows -> Optional.ofNullable(rows.holds.get(id)));
  }

  @Override
  public boolean write(SignedHold signed) {
    return stores.write(
        "hold",
        rows -> {
          SignedHold stored = rows.holds.get(signed.hold().connection());
          if (!follows(stored, signed.hold())) {
            return false;
          }
          rows.holds.put(signed.hold().connection(), signed);
          return true;
        });
  }

  @Override
  public List<SignedHold> standing() {
    return stores.read(
        rows -> rows.holds.values().stream().filter(row -> row.hold().stands()).toList());
  }

  @Override
  public List<SignedHold> lifted() {
    return stores.read(
        rows -> rows.holds.values().stream().filter(row -> !row.hold().stands()).toList());
  }

  @Override
  public List<ConnectionId> unconfirmed(int limit) {
    return stores.read(
        rows ->
            rows.holds.values().stream()
                .map(SignedHold::hold)
                .filter(hold -> hold instanceof RevokedHold revoked && !revoked.confirmedUpstream())
                .sorted(Comparator.comparing(Hold::since))
                .limit(limit)
                .map(Hold::connection)
                .toList());
  }

  private static boolean follows(@Nullable SignedHold stored, Hold next) {
    if (stored == null) {
      return next.epoch() == 1;
    }
    return next.epoch() == stored.hold().epoch() + 1 || confirms(stored.hold(), next);
  }

  static boolean confirms(Hold stored, Hold next) {
    return stored instanceof RevokedHold before
        && next instanceof RevokedHold after
        && after.equals(
            new RevokedHold(
                before.connection(), before.epoch(), before.since(), before.reason(), true));
  }
}
