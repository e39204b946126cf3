package io.rotakeep.adapter.sql;

import io.rotakeep.core.backup.Ancestor;
import io.rotakeep.core.backup.AncestorStore;
import java.util.List;

/** Fingerprints that a backup brings. */
final class SqlAncestors implements AncestorStore {
  private final Database database;

  SqlAncestors(Database database) {
    this.database = database;
  }

  /** In the place of what the rows have made: only the backup knows who came first. */
  @Override
  public void restore(List<Ancestor> ancestors) {
    database.transact(
        sql -> {
          sql.runEach(
              "DELETE FROM fingerprints WHERE fingerprint = ?",
              ancestors.stream()
                  .map(ancestor -> new Object[] {ancestor.fingerprint().bytes()})
                  .toList());
          sql.runEach(
              "INSERT INTO fingerprints (fingerprint, connection, generation, imported)"
                  + " VALUES (?, ?, ?, ?)",
              ancestors.stream().map(SqlAncestors::columns).toList());
          return ancestors;
        });
  }

  private static Object[] columns(Ancestor ancestor) {
    return new Object[] {
      ancestor.fingerprint().bytes(),
      ancestor.connection().value(),
      ancestor.generation().number(),
      ancestor.imported()
    };
  }
}
