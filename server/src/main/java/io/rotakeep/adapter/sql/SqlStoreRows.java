package io.rotakeep.adapter.sql;

import io.rotakeep.core.DamagedImageException;
import io.rotakeep.core.backup.Ancestor;
import io.rotakeep.core.backup.StoreRows;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.Generation;
import io.rotakeep.core.connection.StoreUnavailableException;
import io.rotakeep.core.connection.Tombstone;
import io.rotakeep.core.crypto.Fingerprint;
import io.rotakeep.core.rotation.Change;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads all tables page by page, by their keys. What a receiver of notices was told is left out.
 */
final class SqlStoreRows implements StoreRows {
  private static final System.Logger LOG = System.getLogger(SqlStoreRows.class.getName());

  /** Some hundreds of kilobytes: a page is read in a few milliseconds. */
  private static final int PAGE = 200;

  private static final List<Table> TABLES =
      List.of(
          new Table(
              "SELECT name, image FROM providers WHERE name > ? ORDER BY name",
              row ->
                  new Change.ProviderWritten(
                      SqlProviderStore.decode(row.getString(1), row.getBytes(2)))),
          new Table(
              "SELECT id, image FROM connections WHERE id > ? ORDER BY id",
              row ->
                  new Change.ConnectionWritten(
                      ConnectionRow.decode(row.getString(1), row.getBytes(2)))),
          new Table(
              "SELECT " + HoldRow.COLUMNS + " FROM holds WHERE connection > ? ORDER BY connection",
              row -> new Change.HoldWritten(HoldRow.read(row))),
          new Table(
              "SELECT id, image FROM incidents WHERE id > ? ORDER BY id",
              row -> new Change.IncidentWritten(SqlIncidentStore.read(row))),
          new Table(
              "SELECT connection, generation, revision, deleted_at FROM tombstones"
                  + " WHERE connection > ? ORDER BY connection",
              row -> new Change.ConnectionDeleted(tombstone(row))));

  private static final String FINGERPRINTS =
      "SELECT fingerprint, connection, generation, imported FROM fingerprints"
          + " WHERE fingerprint > ? ORDER BY fingerprint FETCH FIRST ? ROWS ONLY";

  private final Database database;

  SqlStoreRows(Database database) {
    this.database = database;
  }

  /**
   * @param query whose first column is the key, in order, and asked to be greater than the value
   */
  private record Table(String query, Sql.Reader<Change> reader) {}

  /** A row, or its key alone if it cannot be read. */
  private record Found(String key, @Nullable Change read) {}

  @Override
  public Reading begin() {
    return new Pass(database);
  }

  /** Reads of one opening of the database. */
  private static final class Pass implements Reading {
    private final Database database;
    private final Object opening;
    private final Deque<Table> tables = new ArrayDeque<>(TABLES);
    private String after = "";
    private byte[] afterFingerprint = new byte[0];
    private long leftOut;

    Pass(Database database) {
      this.database = database;
      this.opening = database.opening();
    }

    @Override
    public List<Change> changes() {
      List<Change> page = new ArrayList<>();
      while (page.isEmpty() && !tables.isEmpty()) {
        List<Found> found = page(tables.getFirst());
        for (Found row : found) {
          Change read = row.read();
          if (read == null) {
            leftOut++;
          } else {
            page.add(read);
          }
        }
        if (found.size() < PAGE) {
          tables.removeFirst();
          after = "";
        } else {
          after = found.getLast().key();
        }
      }
      return page;
    }

    private List<Found> page(Table table) {
      return read(
          sql ->
              sql.all(
                  row -> new Found(row.getString(1), readable(row, table.reader())),
                  table.query() + " FETCH FIRST ? ROWS ONLY",
                  after,
                  PAGE));
    }

    @Override
    public List<Ancestor> ancestors() {
      List<Ancestor> page =
          read(sql -> sql.all(SqlStoreRows::ancestor, FINGERPRINTS, afterFingerprint, PAGE));
      if (!page.isEmpty()) {
        afterFingerprint = page.getLast().fingerprint().bytes();
      }
      return page;
    }

    private <T> List<T> read(Database.Work<List<T>> look) {
      List<T> page = database.read(look);
      if (!database.opening().equals(opening)) {
        throw new StoreUnavailableException(
            "the database was opened anew while it was copied; begin again",
            new IllegalStateException());
      }
      return page;
    }

    @Override
    public long leftOut() {
      return leftOut;
    }
  }

  private static @Nullable Change readable(ResultSet row, Sql.Reader<Change> reader)
      throws SQLException {
    try {
      return reader.read(row);
    } catch (DamagedImageException e) {
      LOG.log(System.Logger.Level.ERROR, "a record is left out of the backup: {0}", e.getMessage());
      return null;
    }
  }

  private static Tombstone tombstone(ResultSet row) throws SQLException {
    return new Tombstone(
        new ConnectionId(row.getString(1)),
        new Generation(row.getLong(2)),
        row.getLong(3),
        Instant.ofEpochMilli(row.getLong(4)));
  }

  private static Ancestor ancestor(ResultSet row) throws SQLException {
    return new Ancestor(
        Fingerprint.of(row.getBytes(1)),
        new ConnectionId(row.getString(2)),
        new Generation(row.getLong(3)),
        row.getBoolean(4));
  }
}
