package io.rotakeep.adapter.sql;

import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.ConnectionLock;
import io.rotakeep.core.connection.ConnectionQuery;
import io.rotakeep.core.connection.ConnectionStore;
import io.rotakeep.core.connection.Tombstone;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Connections in SQL: changed by compare-and-set on generation and revision. */
final class SqlConnectionStore implements ConnectionStore {
  private static final System.Logger LOG = System.getLogger(SqlConnectionStore.class.getName());
  private static final String SERIALIZATION_FAILURE = "40001";

  private final Database database;

  SqlConnectionStore(Database database) {
    this.database = database;
  }

  @Override
  public Optional<Connection> find(ConnectionId id) {
    return database.read(sql -> ConnectionRow.find(sql, id));
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
    return database.transact(
        sql -> ConnectionRow.update(sql, before, after) || refuses(sql, before));
  }

  /**
   * Tells what is there instead. A database that updates no row and shows it as it was contradicts
   * itself, and is asked again as after a lost race: soon after a kill, under load, a refusal of H2
   * was seen that nothing else explains.
   */
  private static boolean refuses(Sql sql, Connection before) {
    Connection found = ConnectionRow.find(sql, before.id()).orElse(null);
    if (found != null
        && found.generation().equals(before.generation())
        && found.revision() == before.revision()) {
      throw new SqlFailedException(
          new SQLException("the row is there and was not updated", SERIALIZATION_FAILURE));
    }
    LOG.log(
        System.Logger.Level.WARNING,
        "connection {0} is not at generation {1}, revision {2} any more, but at {3}",
        before.id(),
        before.generation(),
        before.revision(),
        found == null ? "none" : found.generation() + ", " + found.revision());
    return false;
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
