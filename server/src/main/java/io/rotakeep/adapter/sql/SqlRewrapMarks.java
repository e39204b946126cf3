package io.rotakeep.adapter.sql;

import io.rotakeep.core.crypto.KeyTerm;
import io.rotakeep.core.rewrap.RewrapMark;
import io.rotakeep.core.rewrap.RewrapMarks;
import java.time.Instant;
import java.util.Optional;

/** How far the store has come with its key terms, in SQL. No journal repeats it. */
final class SqlRewrapMarks implements RewrapMarks {
  private final Database database;

  SqlRewrapMarks(Database database) {
    this.database = database;
  }

  @Override
  public Optional<RewrapMark> find() {
    return database.read(
        sql ->
            sql.first(
                row ->
                    new RewrapMark(
                        new KeyTerm(row.getInt(1)),
                        Instant.ofEpochMilli(row.getLong(2)),
                        row.getBoolean(3)),
                "SELECT term, begun_at, proven FROM key_rewraps"));
  }

  @Override
  public void write(RewrapMark mark) {
    database.transactAndForce(
        sql -> {
          sql.run("DELETE FROM key_rewraps");
          return sql.run(
              "INSERT INTO key_rewraps (only_row, term, begun_at, proven) VALUES (1, ?, ?, ?)",
              mark.term().number(),
              mark.begun().toEpochMilli(),
              mark.proven());
        });
  }
}
