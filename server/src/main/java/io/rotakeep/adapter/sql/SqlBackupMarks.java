package io.rotakeep.adapter.sql;

import io.rotakeep.core.backup.BackupMarks;
import java.time.Instant;
import java.util.Optional;

/** When the last backup was begun, in SQL. */
final class SqlBackupMarks implements BackupMarks {
  private final Database database;

  SqlBackupMarks(Database database) {
    this.database = database;
  }

  @Override
  public Optional<Instant> find() {
    return database.read(
        sql ->
            sql.first(
                row -> Instant.ofEpochMilli(row.getLong(1)), "SELECT taken_at FROM last_backup"));
  }

  @Override
  public void write(Instant taken) {
    database.transactAndForce(
        sql -> {
          sql.run("DELETE FROM last_backup");
          return sql.run(
              "INSERT INTO last_backup (only_row, taken_at) VALUES (1, ?)", taken.toEpochMilli());
        });
  }
}
