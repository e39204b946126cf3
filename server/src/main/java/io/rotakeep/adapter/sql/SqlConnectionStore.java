package io.rotakeep.adapter.sql;

import io.rotakeep.core.DamagedImageException;
import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.ConnectionLock;
import io.rotakeep.core.connection.ConnectionQuery;
import io.rotakeep.core.connection.ConnectionStore;
import io.rotakeep.core.connection.Tombstone;
import io.rotakeep.core.crypto.IntegrityException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Connections in SQL: changed by compare-and-set on generation and revision. */
final class SqlConnectionStore implements ConnectionStore {
  private final Database database;

  SqlConnectionStore(Database database) {
    this.database = database;
  }

  @Override
  public Optional<Connection> find(ConnectionId id) {
    try {
      return database.read(sql -> ConnectionRow.find(sql, id));
    } catch (DamagedImageException e) {
      throw new IntegrityException("connections: " + e.getMessage());
    }
  }

  @Override
  public boolean create(ConnectionLock lock, Connection connection) {
    lock.check(connection.id());
    return database.transact(
        sql -> {
          if (ConnectionRow.exists(sql, connection.id())) {
            return false;
          }
          ConnectionRow.insert(sql, connection);
          return true;
        });
  }

  @Override
  public boolean replace(ConnectionLock lock, Connection before, Connection after) {
    lock.check(before.id());
    if (!after.id().equals(before.id()) || after.revision() != before.revision() + 1) {
      throw new IllegalArgumentException(
          "a row is replaced by the next revision of the same connection");
    }
    return database.transact(sql -> ConnectionRow.update(sql, before, after));
  }

  @Override
  public boolean delete(ConnectionLock lock, Connection before, Tombstone tombstone) {
    lock.check(before.id());
    return database.transact(
        sql -> {
          if (!ConnectionRow.delete(sql, before)) {
            return false;
          }
          ConnectionRow.bury(sql, tombstone);
          return true;
        });
  }

  @Override
  public List<Connection> list(ConnectionQuery query) {
    return database.read(sql -> new ConnectionListing(query).page(sql));
  }

  @Override
  public Map<ProviderState, Long> counts() {
    return database.read(StateCounts::read);
  }
}
