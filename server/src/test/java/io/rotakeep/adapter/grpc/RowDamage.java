package io.rotakeep.adapter.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** Changes rows past all code of ours, as somebody does who has the database of a running API. */
final class RowDamage {
  private RowDamage() {}

  /**
   * @param directory the one that the API was given
   */
  static Connection database(Path directory) throws SQLException {
    String url = "jdbc:h2:file:" + directory.resolve("data/rotakeep") + ";IFEXISTS=TRUE";
    return DriverManager.getConnection(url, "rotakeep", "");
  }

  /** Lets nobody read the row. */
  static void spoil(Path directory, String id) throws SQLException {
    put(directory, id, new byte[] {1, 2, 3});
  }

  static void put(Path directory, String id, byte[] image) throws SQLException {
    try (var database = database(directory);
        var change = database.prepareStatement("UPDATE connections SET image = ? WHERE id = ?")) {
      change.setBytes(1, image);
      change.setString(2, id);
      assertThat(change.executeUpdate()).isEqualTo(1);
    }
  }
}
