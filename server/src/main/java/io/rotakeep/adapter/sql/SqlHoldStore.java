package io.rotakeep.adapter.sql;

import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.HoldStore;
import io.rotakeep.core.connection.SignedHold;
import java.util.List;
import java.util.Optional;

/** Holds in SQL: changed by compare-and-set on the epoch. */
final class SqlHoldStore implements HoldStore {
  private final Database database;

  SqlHoldStore(Database database) {
    this.database = database;
  }

  @Override
  public Optional<SignedHold> find(ConnectionId id) {
    return database.read(
        handle ->
            handle
                .createQuery("SELECT " + HoldRow.COLUMNS + " FROM holds WHERE connection = :id")
                .bind("id", id.value())
                .map((row, _) -> HoldRow.read(row))
                .findOne());
  }

  @Override
  public boolean write(SignedHold hold) {
    long epoch = hold.hold().epoch();
    return database.transact(
        handle -> {
          if (HoldRow.confirm(handle, hold) || HoldRow.replaceEpoch(handle, epoch - 1, hold)) {
            return true;
          }
          if (epoch != 1 || HoldRow.epoch(handle, hold.hold().connection()) != 0) {
            return false;
          }
          HoldRow.insert(handle, hold);
          return true;
        });
  }

  @Override
  public List<SignedHold> standing() {
    return database.read(
        handle ->
            handle
                .createQuery("SELECT " + HoldRow.COLUMNS + " FROM holds WHERE state IS NOT NULL")
                .map((row, _) -> HoldRow.read(row))
                .list());
  }

  @Override
  public List<ConnectionId> unconfirmed(int limit) {
    return database.read(
        handle ->
            handle
                .createQuery(
                    "SELECT connection FROM holds WHERE unconfirmed ORDER BY since, connection"
                        + " FETCH FIRST :limit ROWS ONLY")
                .bind("limit", limit)
                .mapTo(String.class)
                .map(ConnectionId::new)
                .list());
  }
}
