package io.rotakeep.adapter.sql;

import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.Generation;
import io.rotakeep.core.connection.GrantKey;
import io.rotakeep.core.connection.LineageStore;
import io.rotakeep.core.connection.Tombstone;
import io.rotakeep.core.crypto.Fingerprint;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Fingerprints and tombstones in SQL. */
final class SqlLineageStore implements LineageStore {
  /** Those in which a row of its own can be: the others are a hold's doing. */
  private static final List<String> STATES =
      List.of("ACTIVE", "IN_DOUBT", "REAUTHORIZATION_REQUIRED", "PENDING_AUTHORIZATION", "REVOKED");

  private final Database database;

  SqlLineageStore(Database database) {
    this.database = database;
  }

  @Override
  public Optional<Ancestor> findAncestor(Fingerprint fingerprint) {
    return database.read(
        sql ->
            sql.first(
                row ->
                    new Ancestor(
                        new ConnectionId(row.getString(1)),
                        new Generation(row.getLong(2)),
                        row.getBoolean(3),
                        new Generation(row.getLong(4))),
                """
                SELECT f.connection, f.generation, f.imported,
                  (SELECT MAX(n.generation) FROM fingerprints n WHERE n.connection = f.connection)
                FROM fingerprints f WHERE f.fingerprint = ?
                """,
                fingerprint.bytes()));
  }

  @Override
  public Optional<Tombstone> findTombstone(ConnectionId id) {
    return database.read(
        sql ->
            sql.first(
                row ->
                    new Tombstone(
                        id,
                        new Generation(row.getLong(1)),
                        row.getLong(2),
                        Instant.ofEpochMilli(row.getLong(3))),
                """
                SELECT GREATEST(t.generation, COALESCE(
                    (SELECT MAX(n.generation) FROM fingerprints n
                     WHERE n.connection = t.connection), 0)),
                  t.revision, t.deleted_at
                FROM tombstones t WHERE t.connection = ?
                """,
                id.value()));
  }

  @Override
  public List<ConnectionId> siblings(GrantKey key, int limit) {
    return database.read(
        sql ->
            sql.all(
                row -> new ConnectionId(row.getString(1)),
                """
                SELECT id FROM connections
                WHERE subject = ? AND client_id = ? AND issuer = ?
                ORDER BY id FETCH FIRST ? ROWS ONLY
                """,
                key.subject(),
                key.clientId(),
                key.issuer().toString(),
                limit));
  }

  @Override
  public List<Resting> resting(RestingQuery query) {
    Resting after = query.after();
    long from = after == null ? -1 : after.used().toEpochMilli();
    return database.read(
        sql ->
            sql.all(
                row ->
                    new Resting(
                        new ConnectionId(row.getString(1)), Instant.ofEpochMilli(row.getLong(2))),
                """
                SELECT c.id, c.token_since FROM connections c
                WHERE c.provider = ? AND c.state = ? AND c.token_since < ?
                  AND (c.token_since > ? OR (c.token_since = ? AND c.id > ?))
                  AND NOT EXISTS
                    (SELECT 1 FROM holds h WHERE h.connection = c.id AND h.state IS NOT NULL)
                ORDER BY c.provider, c.state, c.token_since, c.id
                FETCH FIRST ? ROWS ONLY
                """,
                query.provider().value(),
                query.state(),
                query.before().toEpochMilli(),
                from,
                from,
                after == null ? "" : after.connection().value(),
                query.limit()));
  }

  @Override
  public Map<String, Instant> longestUnused() {
    return database.read(
        sql -> {
          Map<String, Instant> found = new HashMap<>();
          for (String provider : StateCounts.providers(sql)) {
            longestUnused(sql, provider).ifPresent(since -> found.put(provider, since));
          }
          return found;
        });
  }

  private static Optional<Instant> longestUnused(Sql sql, String provider) {
    return STATES.stream()
        .flatMap(state -> longestUnused(sql, provider, state).stream())
        .min(Instant::compareTo);
  }

  /** One step into the index: it is ordered so, and a time is never negative. */
  private static Optional<Instant> longestUnused(Sql sql, String provider, String state) {
    return sql.first(
        row -> Instant.ofEpochMilli(row.getLong(1)),
        """
        SELECT token_since FROM connections
        WHERE provider = ? AND state = ? AND token_since >= 0
        ORDER BY provider, state, token_since FETCH FIRST 1 ROW ONLY
        """,
        provider,
        state);
  }

  /** A connection that returned has no tombstone, so its earlier fingerprints stay. */
  @Override
  public int forgetBefore(Instant time) {
    return database.transact(
        sql -> {
          long millis = time.toEpochMilli();
          sql.run(
              "DELETE FROM fingerprints WHERE connection IN"
                  + " (SELECT connection FROM tombstones WHERE deleted_at < ?)",
              millis);
          return sql.run("DELETE FROM tombstones WHERE deleted_at < ?", millis);
        });
  }
}
