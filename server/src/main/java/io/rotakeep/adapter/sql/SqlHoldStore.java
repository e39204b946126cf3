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
        sql ->
            sql.first(
                HoldRow::read,
                "SELECT " + HoldRow.COLUMNS + " FROM holds WHERE connection = ?",
                id.value()));
  }

  @Override
  public boolean write(SignedHold hold) {
    long epoch = hold.hold().epoch();
    return database.transact(
        sql -> {
          if (HoldRow.confirm(sql, hold) || HoldRow.replaceEpoch(sql, epoch - 1, hold)) {
            return true;
          }
          if (epoch != 1 || HoldRow.epoch(sql, hold.hold().connection()) != 0) {
            return false;
          }
          HoldRow.insert(sql, hold);
          return true;
        });
  }

  @Override
  public List<SignedHold> standing() {
    return where("state IS NOT NULL");
  }

  @Override
  public List<SignedHold> lifted() {
    return where("state IS NULL");
  }

  @Override
  public List<ConnectionId> unconfirmed(int limit) {
    return database.read(
        sql ->
            sql.all(
                row -> new ConnectionId(row.getString(1)),
                "SELECT connection FROM holds WHERE unconfirmed ORDER BY since, connection"
                    + " FETCH FIRST ? ROWS ONLY",
                limit));
  }

  private List<SignedHold> where(String condition) {
    return database.read(
        sql ->
            sql.all(HoldRow::read, "SELECT " + HoldRow.COLUMNS + " FROM holds WHERE " + condition));
  }
}
