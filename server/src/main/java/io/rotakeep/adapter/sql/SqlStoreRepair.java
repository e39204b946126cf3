package io.rotakeep.adapter.sql;

import io.rotakeep.core.connection.Change;
import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.Hold;
import io.rotakeep.core.connection.SignedHold;
import io.rotakeep.core.connection.StoreRepair;
import io.rotakeep.core.connection.Tombstone;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.provider.ProviderName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
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

  static Optional<Mark> readMark(Handle handle) {
    return handle
        .createQuery("SELECT store_id, applied_through, distrusted_at FROM store_mark")
        .map(
            (row, _) -> {
              UUID storeId = UUID.fromString(row.getString("store_id"));
              long appliedThrough = row.getLong("applied_through");
              long millis = row.getLong("distrusted_at");
              Instant distrusted = row.wasNull() ? null : Instant.ofEpochMilli(millis);
              return new Mark(storeId, appliedThrough, distrusted);
            })
        .findOne();
  }

  @Override
  public Optional<Mark> mark() {
    return database.isOpen() ? database.read(SqlStoreRepair::readMark) : Optional.ofNullable(found);
  }

  @Override
  public void initialize(UUID storeId) {
    database.transact(
        handle ->
            handle.execute(
                "INSERT INTO store_mark (only_row, store_id, applied_through) VALUES (1, ?, 0)",
                storeId.toString()));
    database.force();
  }

  @Override
  public void restore(List<Change> changes) {
    database.transact(
        handle -> {
          changes.forEach(change -> restore(handle, change));
          return changes;
        });
  }

  @Override
  public void distrust(Instant since) {
    database.transact(
        handle -> handle.execute("UPDATE store_mark SET distrusted_at = ?", since.toEpochMilli()));
    database.force();
  }

  @Override
  public void checkpoint(long appliedThrough) {
    database.force();
    database.transact(
        handle -> handle.execute("UPDATE store_mark SET applied_through = ?", appliedThrough));
    database.force();
  }

  private static void restore(Handle handle, Change change) {
    switch (change) {
      case Change.ConnectionWritten(Connection connection) -> write(handle, connection);
      case Change.ConnectionDeleted(Tombstone tombstone) -> bury(handle, tombstone);
      case Change.HoldWritten(SignedHold hold) -> write(handle, hold);
      case Change.ProviderWritten(Provider provider) -> write(handle, provider);
      case Change.ProviderDeleted(ProviderName name, long revision) ->
          handle.execute(
              "DELETE FROM providers WHERE name = ? AND revision <= ?", name.value(), revision);
    }
  }

  private static void write(Handle handle, Connection connection) {
    long stored = ConnectionRow.revision(handle, connection.id());
    if (stored >= connection.revision()) {
      return;
    }
    if (stored >= 0) {
      ConnectionRow.remove(handle, connection.id());
    }
    ConnectionRow.insert(handle, connection);
  }

  private static void bury(Handle handle, Tombstone tombstone) {
    if (ConnectionRow.revision(handle, tombstone.id()) > tombstone.revision()) {
      return;
    }
    ConnectionRow.remove(handle, tombstone.id());
    ConnectionRow.bury(handle, tombstone);
  }

  private static void write(Handle handle, SignedHold signed) {
    Hold hold = signed.hold();
    long stored = HoldRow.epoch(handle, hold.connection());
    if (stored == 0) {
      HoldRow.insert(handle, signed);
    } else if (stored < hold.epoch()) {
      HoldRow.replaceEpoch(handle, stored, signed);
    } else {
      HoldRow.confirm(handle, signed);
    }
  }

  private static void write(Handle handle, Provider provider) {
    long stored = SqlProviderStore.revision(handle, provider.name());
    if (stored < provider.revision()) {
      SqlProviderStore.write(handle, stored, provider);
    }
  }
}
