package io.rotakeep.adapter.sql;

import java.sql.SQLException;

/** What the driver said of a statement. */
final class SqlFailedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final SQLException said;

  SqlFailedException(SQLException said) {
    super(Database.firstLine(said), said);
    this.said = said;
  }

  SQLException said() {
    return said;
  }

  String state() {
    return String.valueOf(said.getSQLState());
  }
}
