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
import org.jdbi.v3.core.Handle;

/** Fingerprints and tombstones in SQL. */
final class SqlLineageStore implements LineageStore {
  private final Database database;

  SqlLineageStore(Database database) {
    this.database = database;
  }

  @Override
  public Optional<Ancestor> findAncestor(Fingerprint fingerprint) {
    return database.read(
        handle ->
            handle
                .createQuery(
                    "SELECT connection, generation FROM fingerprints"
                        + " WHERE fingerprint = :fingerprint")
                .bind("fingerprint", fingerprint.bytes())
                .map(
                    (row, _) ->
                        new Ancestor(
                            new ConnectionId(row.getString("connection")),
                            new Generation(row.getLong("generation"))))
                .findOne());
  }

  @Override
  public Optional<Tombstone> findTombstone(ConnectionId id) {
    return database.read(
        handle ->
            handle
                .createQuery(
                    "SELECT generation, revision, deleted_at FROM tombstones"
                        + " WHERE connection = :id")
                .bind("id", id.value())
                .map(
                    (row, _) ->
                        new Tombstone(
                            id,
                            new Generation(row.getLong("generation")),
                            row.getLong("revision"),
                            Instant.ofEpochMilli(row.getLong("deleted_at"))))
                .findOne());
  }

  @Override
  public List<ConnectionId> siblings(GrantKey key, int limit) {
    return database.read(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT id FROM connections
                    WHERE subject = :subject AND client_id = :clientId AND issuer = :issuer
                    ORDER BY id FETCH FIRST :limit ROWS ONLY
                    """)
                .bind("subject", key.subject())
                .bind("clientId", key.clientId())
                .bind("issuer", key.issuer().toString())
                .bind("limit", limit)
                .mapTo(String.class)
                .map(ConnectionId::new)
                .list());
  }

  @Override
  public Map<String, Instant> longestUnused() {
    return database.read(
        handle -> {
          Map<String, Instant> found = new HashMap<>();
          for (String provider : StateCounts.providers(handle)) {
            longestUnused(handle, provider).ifPresent(since -> found.put(provider, since));
          }
          return found;
        });
  }

  /** One step into the index: it is ordered so, and a time is never negative. */
  private static Optional<Instant> longestUnused(Handle handle, String provider) {
    return handle
        .createQuery(
            """
            SELECT token_since FROM connections
            WHERE provider = :provider AND token_since >= 0
            ORDER BY provider, token_since FETCH FIRST 1 ROW ONLY
            """)
        .bind("provider", provider)
        .mapTo(Long.class)
        .findOne()
        .map(Instant::ofEpochMilli);
  }

  /** A connection that returned has no tombstone, so its earlier fingerprints stay. */
  @Override
  public int forgetBefore(Instant time) {
    return database.transact(
        handle -> {
          long millis = time.toEpochMilli();
          handle.execute(
              "DELETE FROM fingerprints WHERE connection IN"
                  + " (SELECT connection FROM tombstones WHERE deleted_at < ?)",
              millis);
          return handle.execute("DELETE FROM tombstones WHERE deleted_at < ?", millis);
        });
  }
}
