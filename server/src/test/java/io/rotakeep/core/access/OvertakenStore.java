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

/** A store for a reader who read its row just before that was replaced. */
record OvertakenStore(ConnectionStore store, Connection read) implements ConnectionStore {
  @Override
  public Optional<Connection> find(ConnectionId id) {
    return id.equals(read.id()) ? Optional.of(read) : store.find(id);
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
