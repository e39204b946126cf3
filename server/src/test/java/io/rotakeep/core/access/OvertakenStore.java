package io.rotakeep.core.access;

import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.ConnectionLock;
import io.rotakeep.core.connection.ConnectionQuery;
import io.rotakeep.core.connection.ConnectionStore;
import io.rotakeep.core.connection.Tombstone;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A store where something happens between the reading of a row and whatever its reader makes of it.
 */
record OvertakenStore(ConnectionStore store, Runnable meanwhile) implements ConnectionStore {
  @Override
  public Optional<Connection> find(ConnectionId id) {
    Optional<Connection> found = store.find(id);
    meanwhile.run();
    return found;
  }

  @Override
  public boolean create(ConnectionLock lock, Connection connection) {
    return store.create(lock, connection);
  }

  @Override
  public boolean replace(ConnectionLock lock, Connection before, Connection after) {
    return store.replace(lock, before, after);
  }

  @Override
  public boolean delete(ConnectionLock lock, Connection before, Tombstone tombstone) {
    return store.delete(lock, before, tombstone);
  }

  @Override
  public List<Connection> list(ConnectionQuery query) {
    return store.list(query);
  }

  @Override
  public Map<ProviderState, Long> counts() {
    return store.counts();
  }
}
