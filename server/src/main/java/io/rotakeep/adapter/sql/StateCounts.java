package io.rotakeep.adapter.sql;

import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.ConnectionStore.ProviderState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How many connections each provider has in each state: kept in the transaction of every change, so
 * that nobody ever counts a million rows. What it costs to ask grows with the holds that stand.
 */
final class StateCounts {
  private static final int SHARDS = 16;

  private StateCounts() {}

  static void entered(Sql sql, Connection connection) {
    add(sql, connection.id(), kind(connection), 1);
  }

  static void left(Sql sql, ConnectionId id, ProviderState from) {
    add(sql, id, from, -1);
  }

  static void moved(Sql sql, Connection before, Connection after) {
    ProviderState from = kind(before);
    ProviderState to = kind(after);
    if (from.equals(to)) {
      return;
    }
    // In one order everywhere: two changes that cross must not wait for each other.
    if (from.toString().compareTo(to.toString()) < 0) {
      add(sql, before.id(), from, -1);
      add(sql, before.id(), to, 1);
    } else {
      add(sql, before.id(), to, 1);
      add(sql, before.id(), from, -1);
    }
  }

  static ProviderState kind(Connection connection) {
    return new ProviderState(connection.provider().value(), connection.state().word());
  }

  /** Holds considered, all as of one moment. */
  static Map<ProviderState, Long> read(Sql sql) {
    Map<ProviderState, Long> counts = new HashMap<>();
    sql.all(
            row -> Map.entry(new ProviderState(row.getString(1), row.getString(2)), row.getLong(3)),
            """
            SELECT provider, state, SUM(many) FROM (
              SELECT provider, state, many FROM connection_counts
              UNION ALL
              SELECT c.provider, c.state, -1 FROM holds h
                JOIN connections c ON c.id = h.connection
                WHERE h.state IN ('QUARANTINED', 'REVOKED')
              UNION ALL
              SELECT c.provider, h.state, 1 FROM holds h
                JOIN connections c ON c.id = h.connection
                WHERE h.state IN ('QUARANTINED', 'REVOKED')
            ) AS counted
            GROUP BY provider, state HAVING SUM(many) > 0
            """)
        .forEach(count -> counts.put(count.getKey(), count.getValue()));
    return counts;
  }

  /** The providers that have ever had a connection. */
  static List<String> providers(Sql sql) {
    return sql.all(row -> row.getString(1), "SELECT DISTINCT provider FROM connection_counts");
  }

  /** A first row that another transaction writes first is a lost race, and is repeated. */
  private static void add(Sql sql, ConnectionId id, ProviderState kind, int more) {
    int shard = Math.floorMod(id.value().hashCode(), SHARDS);
    int rows =
        sql.run(
            "UPDATE connection_counts SET many = many + ?"
                + " WHERE provider = ? AND state = ? AND shard = ?",
            more,
            kind.provider(),
            kind.state(),
            shard);
    if (rows == 0) {
      sql.run(
          "INSERT INTO connection_counts (provider, state, shard, many) VALUES (?, ?, ?, ?)",
          kind.provider(),
          kind.state(),
          shard,
          more);
    }
  }
}
