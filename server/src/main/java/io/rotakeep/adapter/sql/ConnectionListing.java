package io.rotakeep.adapter.sql;

import io.rotakeep.core.DamagedImageException;
import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.ConnectionQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One page of connections, found by keyset: a later page costs what the first does. */
final class ConnectionListing {
  private static final System.Logger LOG = System.getLogger(ConnectionListing.class.getName());

  private final ConnectionQuery query;
  private final StringBuilder conditions = new StringBuilder();
  private final List<Object> values = new ArrayList<>();

  ConnectionListing(ConnectionQuery query) {
    this.query = query;
    if (query.provider() != null) {
      where("c.provider = ?", query.provider().value());
    }
    if (query.state() != null) {
      where("COALESCE(h.state, c.state) = ?", query.state());
    }
    if (query.reason() != null) {
      where("CASE WHEN h.state IS NULL THEN c.reason ELSE h.reason END = ?", query.reason().name());
    }
    if (query.idleBefore() != null) {
      where("c.token_since + p.idle_ttl < ?", query.idleBefore().toEpochMilli());
    }
    whereLabels();
  }

  /**
   * Rows that cannot be read are left out with a word in the log: they must not hide the others,
   * nor end the listing early.
   */
  List<Connection> page(Sql sql) {
    List<Connection> page = new ArrayList<>();
    @Nullable ConnectionId after = query.after();
    String last = after == null ? "" : after.value();
    while (page.size() < query.limit()) {
      int wanted = query.limit() - page.size();
      List<Row> rows = rows(sql, last, wanted);
      rows.forEach(row -> decode(row, page));
      if (rows.size() < wanted) {
        return page;
      }
      last = rows.getLast().id();
    }
    return page;
  }

  private static final class Row {
    private final String id;
    private final byte[] image;

    private Row(String id, byte[] image) {
      this.id = id;
      this.image = image;
    }

    String id() {
      return id;
    }
  }

  private List<Row> rows(Sql sql, String after, int limit) {
    List<Object> bound = new ArrayList<>();
    bound.add(after);
    bound.addAll(values);
    return sql.all(
        row -> new Row(row.getString(1), row.getBytes(2)),
        """
        SELECT c.id, c.image FROM connections c
        LEFT JOIN holds h ON h.connection = c.id
        LEFT JOIN providers p ON p.name = c.provider
        WHERE c.id > ?
        """
            + conditions
            + " ORDER BY c.id FETCH FIRST "
            + limit
            + " ROWS ONLY",
        bound.toArray());
  }

  private static void decode(Row row, List<Connection> page) {
    try {
      page.add(ConnectionRow.decode(row.id, row.image));
    } catch (DamagedImageException e) {
      LOG.log(
          System.Logger.Level.ERROR,
          "connection {0} is left out of a list: {1}",
          row.id,
          e.getMessage());
    }
  }

  private void where(String condition, Object... bound) {
    conditions.append(" AND ").append(condition);
    values.addAll(List.of(bound));
  }

  private void whereLabels() {
    for (Map.Entry<String, String> label : query.labels().entrySet()) {
      where(
          "EXISTS (SELECT 1 FROM connection_labels l"
              + " WHERE l.connection = c.id AND l.label = ? AND l.setting = ?)",
          label.getKey(),
          label.getValue());
    }
  }
}
