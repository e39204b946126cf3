package io.rotakeep.adapter.sql;

import io.rotakeep.core.connection.StoreUnavailableException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/** Brings the tables of a database up to this version of the program. */
final class Migrations {
  /** Of the files in {@code db/migration}. */
  static final List<String> VERSIONS = List.of("1", "2", "3", "4", "5", "6", "7");

  private Migrations() {}

  /**
   * @throws StoreUnavailableException if they cannot be brought there, or are a newer program's
   */
  static void apply(Engine engine, DataSource source) {
    if (!areApplied(source)) {
      migrate(engine, source);
    }
  }

  /** Whether the tables are exactly ours: then Flyway, which takes its time, has nothing to do. */
  private static boolean areApplied(DataSource source) {
    try (Connection connection = source.getConnection()) {
      return new Sql(connection)
          .all(
              row -> row.getBoolean(2) ? row.getString(1) : "failed",
              "SELECT \"version\", \"success\" FROM \"flyway_schema_history\""
                  + " WHERE \"version\" IS NOT NULL ORDER BY \"installed_rank\"")
          .equals(VERSIONS);
    } catch (SqlFailedException | SQLException _) {
      return false;
    }
  }

  private static void migrate(Engine engine, DataSource source) {
    try {
      Flyway.configure()
          .dataSource(source)
          .locations("classpath:db/migration")
          .placeholders(Map.of("ascii", engine.asciiCollation()))
          .cleanDisabled(true)
          // By default a newer version's tables would be taken as fine.
          .ignoreMigrationPatterns(new String[0])
          .load()
          .migrate();
    } catch (FlywayException e) {
      throw new StoreUnavailableException(
          "the database's tables could not be brought to this version: " + Database.firstLine(e),
          e);
    }
  }
}
