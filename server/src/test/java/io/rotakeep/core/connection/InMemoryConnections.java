package io.rotakeep.core.connection;

import io.rotakeep.core.crypto.IntegrityException;
import io.rotakeep.core.provider.Provider;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The connections of {@link InMemoryStores}. */
final class InMemoryConnections implements ConnectionStore {
  private final InMemoryStores stores;

  InMemoryConnections(InMemoryStores stores) {
    this.stores = stores;
  }

  @Override
  public Optional<Connection> find(ConnectionId id) {
    return stores.read(
        rows -> {
          if (rows.damaged.contains(id)) {
            throw new IntegrityException(id + "'s cannot be read");
          }
          return Optional.ofNullable(rows.connections.get(id));
        });
  }

  @Override
  public boolean create(ConnectionLock lock, Connection connection) {
    lock.check(connection.id());
    return stores.write(
        "connection",
        rows -> {
          if (rows.connections.containsKey(connection.id())) {
            return false;
          }
          rows.keep(connection);
          return true;
        });
  }

  @Override
  public boolean replace(ConnectionLock lock, Connection before, Connection after) {
    lock.check(before.id());
    if (after.revision() != before.revision() + 1 || !after.id().equals(before.id())) {
      throw new IllegalArgumentException("a row is replaced by its next revision");
    }
    return stores.write(
        "connection",
        rows -> {
          if (!stands(rows, before)) {
            return false;
          }
          rows.keep(after);
          return true;
        });
  }

  @Override
  public boolean delete(ConnectionLock lock, Connection before, Tombstone tombstone) {
    lock.check(before.id());
    return stores.write(
        "connection",
        rows -> {
          if (!stands(rows, before)) {
            return false;
          }
          rows.bury(tombstone);
          return true;
        });
  }

  @Override
  public List<Connection> list(ConnectionQuery query) {
    return stores.read(
        rows ->
            rows.connections.values().stream()
                .filter(row -> matches(rows, row, query) && !rows.damaged.contains(row.id()))
                .limit(query.limit())
                .toList());
  }

  @Override
  public Map<ProviderState, Long> counts() {
    return stores.read(
        rows -> {
          Map<ProviderState, Long> counts = new HashMap<>();
          rows.connections
              .values()
              .forEach(
                  row ->
                      counts.merge(
                          new ProviderState(row.provider().value(), rows.effective(row).word()),
                          1L,
                          Long::sum));
          return counts;
        });
  }

  private static boolean stands(StoreRows rows, Connection before) {
    Connection row = rows.connections.get(before.id());
    return row != null
        && row.generation().equals(before.generation())
        && row.revision() == before.revision();
  }

  private static boolean matches(StoreRows rows, Connection row, ConnectionQuery query) {
    ConnectionState state = rows.effective(row);
    return (query.provider() == null || query.provider().equals(row.provider()))
        && (query.state() == null || query.state().equals(state.word()))
        && (query.reason() == null || query.reason().equals(reason(state)))
        && row.labels().entrySet().containsAll(query.labels().entrySet())
        && (query.after() == null || row.id().compareTo(query.after()) > 0)
        && (query.idleBefore() == null || diesBefore(rows, row, query.idleBefore()));
  }

  private static @Nullable Reason reason(ConnectionState state) {
    return switch (state) {
      case ConnectionState.PendingAuthorization _,
          ConnectionState.Active _,
          ConnectionState.InDoubt _ ->
          null;
      case ConnectionState.ReauthorizationRequired(Reason reason) -> reason;
      case ConnectionState.Quarantined(Reason reason) -> reason;
      case ConnectionState.Revoked(Reason reason) -> reason;
    };
  }

  private static boolean diesBefore(StoreRows rows, Connection row, Instant time) {
    Provider provider = rows.providers.get(row.provider());
    Duration idle = provider == null ? null : provider.tokens().idleTtl();
    Instant used = row.history().refreshed();
    return idle != null && used != null && used.plus(idle).isBefore(time);
  }
}
