package io.rotakeep.core.connection;

import io.rotakeep.core.enrollment.PendingAuthorization;
import io.rotakeep.core.enrollment.PendingAuthorization.Phase;
import io.rotakeep.core.enrollment.PendingAuthorizationStore;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** The pending authorizations of {@link InMemoryStores}. */
final class InMemoryPendingAuthorizations implements PendingAuthorizationStore {
  private final InMemoryStores stores;

  InMemoryPendingAuthorizations(InMemoryStores stores) {
    this.stores = stores;
  }

  @Override
  public void insert(PendingAuthorization pending) {
    stores.write(
        "authorization",
        rows -> {
          rows.pending.put(pending.stateHash(), pending);
          return true;
        });
  }

  @Override
  public Optional<PendingAuthorization> find(String stateHash) {
    return stores.read(rows -> Optional.ofNullable(rows.pending.get(stateHash)));
  }

  @Override
  public Optional<PendingAuthorization> findByTicket(String ticketHash) {
    Predicate<PendingAuthorization> named =
        row -> row.phase() instanceof Phase.Confirming(String hash, _) && hash.equals(ticketHash);
    return stores.read(rows -> rows.pending.values().stream().filter(named).findFirst());
  }

  @Override
  public boolean advance(PendingAuthorization before, PendingAuthorization after) {
    return stores.write(
        "authorization",
        rows -> {
          PendingAuthorization row = rows.pending.get(before.stateHash());
          if (row == null || !row.phase().equals(before.phase())) {
            return false;
          }
          rows.pending.put(after.stateHash(), after);
          return true;
        });
  }

  @Override
  public void delete(String stateHash) {
    stores.write("authorization", rows -> rows.pending.remove(stateHash) != null);
  }

  @Override
  public int deleteExpired(Instant time) {
    AtomicInteger deleted = new AtomicInteger();
    stores.write(
        "authorization",
        rows -> {
          int before = rows.pending.size();
          rows.pending
              .values()
              .removeIf(
                  row ->
                      row.expires().isBefore(time) && !(row.phase() instanceof Phase.Exchanging));
          deleted.set(before - rows.pending.size());
          return true;
        });
    return deleted.get();
  }
}
