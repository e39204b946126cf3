package io.rotakeep.adapter.grpc;

import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.ConnectionLock;
import io.rotakeep.core.connection.ConnectionQuery;
import io.rotakeep.core.connection.ConnectionStore;
import io.rotakeep.core.connection.Tombstone;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what it is asked and passes it on. */
final class CountedConnections implements ConnectionStore {
  private final ConnectionStore store;
  private final AtomicLong reads = new AtomicLong();

  CountedConnections(ConnectionStore store) {
    this.store = store;
  }

  /** How often anything was looked up. */
  long reads() {
    return reads.get();
  }

  @Override
  public Optional<Connection> find(ConnectionId id) {
    reads.incrementAndGet();
    return store.find(id);
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
    reads.incrementAndGet();
    return store.list(query);
  }

  @Override
  public Map<ProviderState, Long> counts() {
    reads.incrementAndGet();
    return store.counts();
  }
}
