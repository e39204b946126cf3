package io.rotakeep.adapter.sql;

import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.Hold;
import io.rotakeep.core.connection.SignedHold;
import io.rotakeep.core.connection.Tombstone;
import io.rotakeep.core.incident.Incident;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.provider.ProviderName;
import io.rotakeep.core.rotation.Change;
import io.rotakeep.core.rotation.StoreRepair;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Repeats the journal's changes in the tables and remembers how far that has come. */
final class SqlStoreRepair implements StoreRepair {
  private final Database database;
  private final @Nullable Mark found;

  /**
   * @param found the mark as it was before the database was opened for writing; null if it had none
   */
  SqlStoreRepair(Database database, @Nullable Mark found) {
    this.database = database;
    this.found = found;
  }

  static Optional<Mark> readMark(Sql sql) {
    return sql.first(
        row -> {
          UUID storeId = UUID.fromString(row.getString(1));
          long appliedThrough = row.getLong(2);
          long millis = row.getLong(3);
          Instant distrusted = row.wasNull() ? null : Instant.ofEpochMilli(millis);
          return new Mark(storeId, appliedThrough, distrusted);
        },
        "SELECT store_id, applied_through, distrusted_at FROM store_mark");
  }

  @Override
  public Optional<Mark> mark() {
    return database.isOpen() ? database.read(SqlStoreRepair::readMark) : Optional.ofNullable(found);
  }

  @Override
  public void initialize(UUID storeId) {
    database.transact(
        sql ->
            sql.run(
                "INSERT INTO store_mark (only_row, store_id, applied_through) VALUES (1, ?, 0)",
                storeId.toString()));
    database.force();
  }

  @Override
  public void restore(List<Change> changes) {
    database.transact(
        sql -> {
          changes.forEach(change -> restore(sql, change));
          return changes;
        });
  }

  @Override
  public void distrust(@Nullable Instant since) {
    Long millis = since == null ? null : since.toEpochMilli();
    database.transact(sql -> sql.run("UPDATE store_mark SET distrusted_at = ?", millis));
    database.force();
  }

  @Override
  public void force() {
    database.force();
  }

  @Override
  public void checkpoint(long appliedThrough) {
    database.force();
    database.transact(sql -> sql.run("UPDATE store_mark SET applied_through = ?", appliedThrough));
    database.force();
  }

  private static void restore(Sql sql, Change change) {
    switch (change) {
      case Change.ConnectionWritten(Connection connection) -> write(sql, connection);
      case Change.ConnectionDeleted(Tombstone tombstone) -> bury(sql, tombstone);
      case Change.HoldWritten(SignedHold hold) -> write(sql, hold);
      case Change.IncidentWritten(Incident incident) -> write(sql, incident);
      case Change.ProviderWritten(Provider provider) -> write(sql, provider);
      case Change.ProviderDeleted(ProviderName name, long revision) ->
          sql.run("DELETE FROM providers WHERE name = ? AND revision <= ?", name.value(), revision);
    }
  }

  private static void write(Sql sql, Connection connection) {
    long stored = ConnectionRow.revision(sql, connection.id());
    if (stored >= connection.revision()) {
      return;
    }
    if (stored >= 0) {
      ConnectionRow.remove(sql, connection.id());
    }
    ConnectionRow.insert(sql, connection);
  }

  private static void bury(Sql sql, Tombstone tombstone) {
    if (ConnectionRow.revision(sql, tombstone.id()) > tombstone.revision()) {
      return;
    }
    ConnectionRow.remove(sql, tombstone.id());
    ConnectionRow.bury(sql, tombstone);
  }

  private static void write(Sql sql, SignedHold signed) {
    Hold hold = signed.hold();
    long stored = HoldRow.epoch(sql, hold.connection());
    if (stored == 0) {
      HoldRow.insert(sql, signed);
    } else if (stored < hold.epoch()) {
      HoldRow.replaceEpoch(sql, stored, signed);
    } else {
      HoldRow.confirm(sql, signed);
    }
  }

  private static void write(Sql sql, Provider provider) {
    long stored = SqlProviderStore.revision(sql, provider.name());
    if (stored < provider.revision()) {
      SqlProviderStore.write(sql, stored, provider);
    }
  }

  private static void write(Sql sql, Incident incident) {
    if (SqlIncidentStore.revision(sql, incident.id()) < incident.revision()) {
      SqlIncidentStore.put(sql, incident);
    }
  }
}
