package io.rotakeep.adapter.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Statements on one connection to the database, each with its values in the order of its question
 * marks. Every failure is an {@link SqlFailedException}. Not thread-safe.
 */
final class Sql {
  private final Connection connection;

  Sql(Connection connection) {
    this.connection = connection;
  }

  /** Makes a value of the row that the cursor is on. */
  interface Reader<T> {
    T read(ResultSet row) throws SQLException;
  }

  /** Returns how many rows it changed. */
  int run(String statement, @Nullable Object... values) {
    try (PreparedStatement prepared = prepared(statement, values)) {
      prepared.execute();
      return prepared.getUpdateCount();
    } catch (SQLException e) {
      throw new SqlFailedException(e);
    }
  }

  void runEach(String statement, List<Object[]> rows) {
    try (PreparedStatement prepared = connection.prepareStatement(statement)) {
      for (Object[] values : rows) {
        bind(prepared, values);
        prepared.addBatch();
      }
      prepared.executeBatch();
    } catch (SQLException e) {
      throw new SqlFailedException(e);
    }
  }

  /** The first row; empty if there is none. */
  <T> Optional<T> first(Reader<T> reader, String query, @Nullable Object... values) {
    try (PreparedStatement prepared = prepared(query, values);
        ResultSet rows = prepared.executeQuery()) {
      return rows.next() ? Optional.of(reader.read(rows)) : Optional.empty();
    } catch (SQLException e) {
      throw new SqlFailedException(e);
    }
  }

  <T> List<T> all(Reader<T> reader, String query, @Nullable Object... values) {
    try (PreparedStatement prepared = prepared(query, values);
        ResultSet rows = prepared.executeQuery()) {
      List<T> all = new ArrayList<>();
      while (rows.next()) {
        all.add(reader.read(rows));
      }
      return all;
    } catch (SQLException e) {
      throw new SqlFailedException(e);
    }
  }

  private PreparedStatement prepared(String statement, @Nullable Object[] values)
      throws SQLException {
    PreparedStatement prepared = connection.prepareStatement(statement);
    try {
      bind(prepared, values);
      return prepared;
    } catch (SQLException e) {
      prepared.close();
      throw e;
    }
  }

  private static void bind(PreparedStatement prepared, @Nullable Object[] values)
      throws SQLException {
    for (int i = 0; i < values.length; i++) {
      prepared.setObject(i + 1, values[i]);
    }
  }
}
